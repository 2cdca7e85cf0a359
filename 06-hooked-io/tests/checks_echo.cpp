// A conversation, as servers and clients have it. echo_cost_test.cpp counts
// what it asks of the kernel.
#include <poll.h>

#include <cstdlib>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

// libc's own, under another name.
extern "C" void* __libc_malloc(std::size_t size) noexcept;

namespace {
std::atomic<int> allocations = 0;
} // namespace

/// The program's own, which its libraries use as well, and operator new.
void* malloc(std::size_t size) noexcept {
    ++allocations;
    return __libc_malloc(size);
}

namespace net::checks_echo {
namespace {

constexpr int rounds = 1000;

const check echoes("echo_of_a_thousand_lines", [](transcript& says) {
    const tcp_pair pair;
    long long echoed = 0;
    std::thread server([&] {
        char bytes[64];
        for (ssize_t n; (n = ::read(pair.theirs, bytes, sizeof bytes)) > 0;) {
            echoed += ::write(pair.theirs, bytes, static_cast<std::size_t>(n));
        }
    });
    long long heard = 0;
    char bytes[64];
    for (int i = 0; i < rounds; ++i) {
        say(pair.ours, "a line\n");
        heard += ::read(pair.ours, bytes, sizeof bytes);
    }
    ::shutdown(pair.ours, SHUT_WR);
    server.join();
    says.call("echoed", echoed);
    says.call("heard", heard);
});

/// As a gateway asks its backend, and watches its client meanwhile.
const check asks("poll_of_a_thousand_answers", [](transcript& says) {
    const tcp_pair pair;
    const socket_pair client;
    std::thread backend([&] {
        char bytes[64];
        for (ssize_t n; (n = ::read(pair.theirs, bytes, sizeof bytes)) > 0;) {
            say(pair.theirs, {bytes, static_cast<std::size_t>(n)});
        }
    });
    long long heard = 0;
    char bytes[64];
    for (int i = 0; i < rounds; ++i) {
        say(pair.ours, "a question\n");
        pollfd set[] = {{pair.ours, POLLIN, 0}, {client.ours, 0, 0}};
        if (::poll(set, 2, -1) != 1) break;
        heard += ::read(pair.ours, bytes, sizeof bytes);
    }
    ::shutdown(pair.ours, SHUT_WR);
    backend.join();
    says.call("heard", heard);
});

/// A line there and back, `times` times.
void echo(const socket_pair& pair, int times) {
    char bytes[64];
    std::thread other([&] {
        char heard[64];
        for (int i = 0; i < times; ++i) {
            (void)!::read(pair.theirs, heard, sizeof heard);
            say(pair.theirs, "a line\n");
        }
    });
    for (int i = 0; i < times; ++i) {
        say(pair.ours, "a line\n");
        (void)!::read(pair.ours, bytes, sizeof bytes);
    }
    other.join();
}

const check steady("echo_allocates_nothing", [](transcript& says) {
    const auto allocated_by = [](int times) {
        const socket_pair pair;
        const int before = allocations;
        echo(pair, times);
        return allocations - before;
    };
    allocated_by(rounds / 10); // what is made at its first use
    const int of_few = allocated_by(rounds / 10);
    says.fact("some for the thread", of_few > 0);
    // Between workers, to start and to join a thread takes one more or less.
    const int more = allocated_by(rounds) - of_few;
    says.fact("more for more of them", more > rounds / 100);
});

} // namespace
} // namespace net::checks_echo
