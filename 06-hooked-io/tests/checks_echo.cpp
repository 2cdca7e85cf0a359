// A conversation, as servers and clients have it. echo_cost_test.cpp counts
// what it asks of the kernel.
#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

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

} // namespace
} // namespace net::checks_echo
