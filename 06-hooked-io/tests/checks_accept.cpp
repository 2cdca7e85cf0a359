// accept(2) and accept4(2).
#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net {
namespace {

open_fd connect_to(tcp_listener& listener) {
    open_fd client(must(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
    must(::connect(client, listener.address(), listener.size));
    return client;
}

const check the_flags("accept_leaves_the_flags_alone", [](transcript& says) {
    tcp_listener listener;
    open_fd client;
    const meanwhile others(says, [&] { client = connect_to(listener); });

    const open_fd server(::accept(listener.fd, nullptr, nullptr));

    says.fact("accepts", server != -1);
    says.fact("listener is non-blocking", is_nonblocking(listener.fd));
    says.fact("socket is non-blocking", is_nonblocking(server));
});

} // namespace
} // namespace net
