// What a second thread gains, and when: chains of handlers of which each works
// for a while and then posts the next one. All that they share is the queue.
//
//   locked_queue [MILLISECONDS]     how long each point is measured
//
// Prints a line for each number of threads and each length of work.
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "04-proactor/net.h"

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr std::size_t chain_count = 64;

/// Keeps a core busy, and touches no memory of others.
void spin(std::uint64_t turns) {
    for (std::uint64_t i = 0; i < turns; ++i) asm volatile("");
}

/// How many turns take a microsecond; the best of several looks, for any of
/// them may have been interrupted.
double turns_of_a_microsecond() {
    constexpr std::uint64_t turns = 1'000'000;
    nanoseconds best = nanoseconds::max();
    for (int i = 0; i < 20; ++i) {
        const clock::time_point begin = clock::now();
        spin(turns);
        best = std::min<nanoseconds>(best, clock::now() - begin);
    }
    return 1000.0 * turns / static_cast<double>(best.count());
}

/// A chain's own, with a cache line to itself.
struct alignas(64) chain {
    std::uint64_t handlers = 0; // that have been called
};

struct run {
    std::uint64_t turns; // of each handler
    std::atomic<bool> is_over = false;
    std::array<chain, chain_count> chains;
};

struct handler {
    void operator()() const {
        spin(now.turns);
        ++of.handlers;
        if (!now.is_over.load(std::memory_order_relaxed)) {
            net::post(loop, *this);
        }
    }
    net::io_context& loop;
    run& now;
    chain& of;
};

/// Handlers a second.
double rate(int threads, std::uint64_t turns, nanoseconds length) {
    net::io_context loop(threads == 1 ? 1 : 0); // as the servers do it
    run now{.turns = turns, .chains = {}};
    for (chain& each : now.chains) net::post(loop, handler{loop, now, each});

    const clock::time_point begin = clock::now();
    std::vector<std::thread> pool;
    for (int i = 0; i < threads; ++i) pool.emplace_back([&] { loop.run(); });
    std::this_thread::sleep_for(length);
    now.is_over = true;
    for (std::thread& each : pool) each.join();

    const std::chrono::duration<double> seconds = clock::now() - begin;
    std::uint64_t handlers = 0;
    for (const chain& each : now.chains) handlers += each.handlers;
    return static_cast<double>(handlers) / seconds.count();
}

} // namespace

int main(int count, char** arguments) {
    const int length = count > 1 ? std::atoi(arguments[1]) : 200;
    if (length < 1 || count > 2) {
        std::fputs("usage: locked_queue [MILLISECONDS]\n", stderr);
        return 2;
    }
    const double microsecond = turns_of_a_microsecond();
    std::puts("work_us,threads,handlers_a_second");
    for (const double work : {0.0, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0}) {
        for (const int threads : {1, 2, 4}) {
            const auto turns = static_cast<std::uint64_t>(work * microsecond);
            std::printf("%g,%d,%.0f\n", work, threads,
                        rate(threads, turns, length * 1ms));
            std::fflush(stdout);
        }
    }
}
