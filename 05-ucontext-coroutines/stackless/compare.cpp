// The same generator and the same echo, with a stack and without: what each
// takes in memory and in time.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <span>
#include <vector>

#include "01-blocking/socket.h"
#include "01-blocking/stream.h"
#include "02-select-poll/nonblocking.h"
#include "05-ucontext-coroutines/awaitable_fd.h"
#include "05-ucontext-coroutines/generator.h"
#include "05-ucontext-coroutines/stackless/flow.h"
#include "05-ucontext-coroutines/stackless/stackless_generator.h"

namespace {

using net::interest;
using net::unique_fd;

constexpr int rounds = 9; // of each measurement; their median counts
constexpr int values = 1'000'000;
constexpr std::size_t connections = 100;
constexpr int echoes = 200; // a connection

// [lesson: two-generators]
net::generator<int> with_a_stack(int n) {
    return net::generator<int>([n](auto& yield) {
        for (int i = 0; i < n; ++i) yield(i);
    });
}

net::stackless_generator<int> without(int n) {
    for (int i = 0; i < n; ++i) co_yield i;
}
// [end]

// [lesson: two-echoes]
void echo_with_a_stack(net::awaitable_fd& socket) {
    std::array<char, 512> bytes;
    std::error_code error;
    while (const std::size_t n = net::read_some(socket, bytes, error)) {
        net::write_all(socket, {bytes.data(), n}, error);
        if (error) return;
    }
}

net::flow echo_without(net::reactor& loop, unique_fd client) {
    net::flow_socket socket(loop, std::move(client));
    std::array<char, 512> bytes;
    for (;;) {
        co_await socket.ready(interest::readable);
        const ssize_t n = ::read(socket.get(), bytes.data(), bytes.size());
        if (n <= 0) co_return;
        for (ssize_t done = 0; done < n;) { // write_all() cannot wait for us
            const ssize_t m = ::write(socket.get(), bytes.data() + done,
                                      static_cast<std::size_t>(n - done));
            if (m < 0) co_await socket.ready(interest::writable);
            done += std::max<ssize_t>(m, 0);
        }
    }
}
// [end]

using nanoseconds = std::chrono::duration<double, std::nano>;

nanoseconds time_of(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - begin;
}

/// Both in turn, so that what else the machine does meets both.
void compare(const char* what, int times, const std::function<void()>& stackful,
             const std::function<void()>& stackless) {
    std::array<double, rounds> with{};
    std::array<double, rounds> without_one{};
    for (int i = 0; i < rounds; ++i) {
        const auto at = static_cast<std::size_t>(i);
        with[at] = time_of(stackful).count() / times;
        without_one[at] = time_of(stackless).count() / times;
    }
    std::ranges::sort(with);
    std::ranges::sort(without_one);
    const double a = with[rounds / 2];
    const double b = without_one[rounds / 2];
    std::printf("%-18s %8.1f ns %8.1f ns %8.2f\n", what, a, b, a / b);
}

template <class Generator>
void sum(Generator numbers) {
    long total = 0;
    for (const int n : numbers) total += n;
    if (total != static_cast<long>(values) * (values - 1) / 2) std::abort();
}

/// Sends to each client, turns the loop, and takes what comes back.
void drive(std::span<const unique_fd> peers,
           const std::function<void()>& turn) {
    std::array<char, 64> bytes{};
    std::error_code error;
    for (int i = 0; i < echoes; ++i) {
        for (const unique_fd& each : peers) {
            net::write_all(each.get(), {bytes.data(), bytes.size()}, error);
        }
        turn();
        for (const unique_fd& each : peers) {
            net::read_exactly(each.get(), bytes, error);
        }
    }
    if (error) std::abort();
}

std::pair<unique_fd, unique_fd> pair_for_a_loop() {
    auto [ours, theirs] = net::connected_pair();
    net::set_nonblocking(ours.get());
    return {std::move(ours), std::move(theirs)};
}

void echo_100_with_stacks() {
    net::reactor loop;
    net::scheduler flows(loop);
    std::vector<unique_fd> peers;
    for (std::size_t i = 0; i < connections; ++i) {
        auto [ours, theirs] = pair_for_a_loop();
        peers.push_back(std::move(theirs));
        flows.spawn([fd = std::move(ours)]() mutable {
            net::awaitable_fd socket(std::move(fd));
            echo_with_a_stack(socket);
        });
    }
    const std::chrono::milliseconds at_once(0);
    flows.run_one(at_once);
    drive(peers, [&] { flows.run_one(at_once); });
}

void echo_100_without() {
    net::reactor loop;
    std::vector<unique_fd> peers;
    for (std::size_t i = 0; i < connections; ++i) {
        auto [ours, theirs] = pair_for_a_loop();
        peers.push_back(std::move(theirs));
        echo_without(loop, std::move(ours));
    }
    const std::chrono::milliseconds at_once(0);
    drive(peers, [&] { loop.run_one(at_once); });
    peers.clear();
    while (loop.run_one(at_once)) { // they hear the end, and end
    }
}

} // namespace

int main() {
    std::printf("%-18s %11s %11s %8s\n", "", "with stack", "without", "ratio");
    compare(
        "a value", values, [] { sum(with_a_stack(values)); },
        [] { sum(without(values)); });
    compare("an echo", static_cast<int>(connections) * echoes,
            echo_100_with_stacks, echo_100_without);
    std::printf("%-18s %8ld  B %8zu  B\n", "memory of an echo",
                ::sysconf(_SC_PAGESIZE), net::flow::frame_size());
}
