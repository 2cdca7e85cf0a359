// shutdown(2) while somebody waits.

#include <csignal>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_shutdown {
namespace {

const check shut_read("shutdown_ends_a_waiting_read", [](transcript& says) {
    const tcp_pair pair;
    const meanwhile others(says, [&] { ::shutdown(pair.ours, SHUT_RD); });
    char byte;
    says.call("read", ::read(pair.ours, &byte, 1));
});

const check shut_local("shutdown_ends_a_read_of_a_local_socket",
                       [](transcript& says) {
                           const socket_pair pair;
                           const meanwhile others(
                               says, [&] { ::shutdown(pair.ours, SHUT_RDWR); });
                           char byte;
                           says.call("read", ::read(pair.ours, &byte, 1));
                       });

const check shut_write("shutdown_ends_a_waiting_write", [](transcript& says) {
    ::signal(SIGPIPE, SIG_IGN);
    const tcp_pair pair;
    static const char many[8 * 1024 * 1024] = {};
    {
        const meanwhile others(says, [&] { ::shutdown(pair.ours, SHUT_WR); });
        const ssize_t n = ::write(pair.ours, many, sizeof many);
        says.fact("a part", n > 0 && n < static_cast<ssize_t>(sizeof many));
    }
    says.call("write", ::write(pair.ours, "x", 1));
});

const check half("shutdown_leaves_the_other_way_open", [](transcript& says) {
    const tcp_pair pair;
    ::shutdown(pair.ours, SHUT_WR);
    char bytes[8];
    says.call("peer reads", ::read(pair.theirs, bytes, sizeof bytes));
    const meanwhile others(says, [&] { say(pair.theirs, "abc"); });
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
});

} // namespace
} // namespace net::checks_shutdown
