// accept(2) and accept4(2).
#include <sys/un.h>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_accept {
namespace {

using namespace std::chrono_literals;

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

    says.fact("accepts", server.get() != -1);
    says.fact("listener is non-blocking", is_nonblocking(listener.fd));
    says.fact("socket is non-blocking", is_nonblocking(server));
});

const check with_flags("accept4_gives_the_flags", [](transcript& says) {
    tcp_listener listener;
    open_fd client;
    const meanwhile others(says, [&] { client = connect_to(listener); });

    const open_fd server(
        ::accept4(listener.fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));

    says.fact("is non-blocking", is_nonblocking(server));
    says.call("descriptor flags", ::fcntl(server, F_GETFD));
    char byte;
    says.call("read", ::read(server, &byte, 1));
});

const check who("accept_tells_who", [](transcript& says) {
    tcp_listener listener;
    const open_fd client = connect_to(listener);
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    const open_fd server(
        ::accept(listener.fd, reinterpret_cast<sockaddr*>(&peer), &size));
    says.call("size", size);
    says.call("family", peer.sin_family);
});

const check reads("accept_gives_a_socket_that_waits", [](transcript& says) {
    tcp_listener listener;
    const open_fd client = connect_to(listener);
    const open_fd server(::accept(listener.fd, nullptr, nullptr));
    const meanwhile others(says, [&] { say(client, "abc"); });

    char bytes[8];
    says.call("read", ::read(server, bytes, sizeof bytes));
});

const check options("accept_lets_options_be_inherited", [](transcript& says) {
    tcp_listener listener;
    set_timeout(listener.fd, SO_RCVTIMEO, 200ms);
    const open_fd client = connect_to(listener);
    const open_fd server(::accept(listener.fd, nullptr, nullptr));

    const meanwhile others(says);
    const stopwatch time;
    char byte;
    says.call("read", ::read(server, &byte, 1));
    says.fact("took its time", time.shows_at_least(200ms));
});

const check time_out("accept_ends_after_the_timeout", [](transcript& says) {
    const tcp_listener listener;
    set_timeout(listener.fd, SO_RCVTIMEO, 200ms);
    const meanwhile others(says);
    const stopwatch time;
    says.call("accept", ::accept(listener.fd, nullptr, nullptr));
    says.fact("took its time", time.shows_at_least(200ms));
});

const check nonblocking("accept_of_a_nonblocking_listener",
                        [](transcript& says) {
                            const tcp_listener listener;
                            must(::fcntl(listener.fd, F_SETFL, O_NONBLOCK));
                            says.call("accept",
                                      ::accept(listener.fd, nullptr, nullptr));
                        });

const check by_two("accept_by_two_gives_each_one", [](transcript& says) {
    tcp_listener listener;
    open_fd clients[2];
    open_fd mine;
    open_fd yours;
    {
        const meanwhile others(says, [&] {
            for (open_fd& one : clients) one = connect_to(listener);
        });
        std::thread other(
            [&] { yours.reset(::accept(listener.fd, nullptr, nullptr)); });
        mine.reset(::accept(listener.fd, nullptr, nullptr));
        other.join();
    }
    says.fact("both", mine.get() != -1 && yours.get() != -1);
});

const check local("accept_waits_on_a_local_listener", [](transcript& says) {
    local_listener listener;
    open_fd client;
    const meanwhile others(says, [&] { client = listener.connect(); });

    const open_fd server(::accept(listener.fd, nullptr, nullptr));

    says.fact("accepts", server.get() != -1);
});

const check packets(
    "accept_waits_on_a_listener_of_packets", [](transcript& says) {
        local_listener listener(SOCK_SEQPACKET);
        open_fd client;
        open_fd server;
        {
            const meanwhile others(says, [&] { client = listener.connect(); });
            server.reset(::accept(listener.fd, nullptr, nullptr));
        }
        say(client, "abc");
        char bytes[8];
        says.call("read", ::read(server, bytes, sizeof bytes));
    });

const check bad("accept_refuses_what_does_not_listen", [](transcript& says) {
    const pipe_ends ends;
    const tcp_pair pair;
    const open_fd alone(must(::socket(AF_INET, SOCK_STREAM, 0)));
    const udp_socket datagrams;
    says.call("pipe", ::accept(ends.out, nullptr, nullptr));
    says.call("connection", ::accept(pair.ours, nullptr, nullptr));
    says.call("socket", ::accept(alone, nullptr, nullptr));
    says.call("udp", ::accept(datagrams.fd, nullptr, nullptr));
    says.call("bad", ::accept(-1, nullptr, nullptr));
    const tcp_listener listener;
    says.call("flags", ::accept4(listener.fd, nullptr, nullptr, 1));
});

const check stops("accept_ends_when_the_listener_is_shut_down",
                  [](transcript& says) {
                      const tcp_listener listener;
                      const meanwhile others(
                          says, [&] { ::shutdown(listener.fd, SHUT_RDWR); });
                      says.call("accept",
                                ::accept(listener.fd, nullptr, nullptr));
                  });

} // namespace
} // namespace net::checks_accept
