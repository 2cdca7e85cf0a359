// connect(2).
#include <sys/un.h>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_connect {
namespace {

using namespace std::chrono_literals;

open_fd tcp_socket(int flags = 0) {
    return open_fd(must(::socket(AF_INET, SOCK_STREAM | flags, 0)));
}

/// A listener whose queue is full: who connects now, has to wait.
struct full_listener : tcp_listener {
    full_listener() : tcp_listener(0) {
        // One fills the queue of a backlog of 0; the next ones are dropped,
        // and ask again after a second.
        must(::connect(first, address(), size));
    }
    open_fd first = tcp_socket();
};

const check at_once("connect_to_a_listener", [](transcript& says) {
    tcp_listener listener;
    const open_fd client = tcp_socket();
    says.call("connect", ::connect(client, listener.address(), listener.size));
    says.fact("is non-blocking", is_nonblocking(client));
    says.call("again", ::connect(client, listener.address(), listener.size));
});

const check full("connect_waits_for_a_full_listener", [](transcript& says) {
    full_listener listener;
    const open_fd client = tcp_socket();
    open_fd server;
    {
        const meanwhile others(says, [&] {
            says.fact("is non-blocking", is_nonblocking(client));
            server.reset(::accept(listener.fd, nullptr, nullptr));
        });
        says.call("connect",
                  ::connect(client, listener.address(), listener.size));
    }
    says.call("again", ::connect(client, listener.address(), listener.size));
    says.fact("is non-blocking", is_nonblocking(client));
    says.call("write", ::write(client, "x", 1));
});

const check times_out("connect_ends_after_the_timeout", [](transcript& says) {
    full_listener listener;
    const open_fd client = tcp_socket();
    set_timeout(client, SO_SNDTIMEO, 200ms);
    const meanwhile others(says);
    const stopwatch time;
    says.call("connect", ::connect(client, listener.address(), listener.size));
    says.fact("took its time", time.shows_at_least(200ms));
    says.call("again", ::connect(client, listener.address(), listener.size));
});

const check refused("connect_is_refused", [](transcript& says) {
    sockaddr_in where{};
    {
        tcp_listener listener;
        where = listener.where;
    }
    const open_fd client = tcp_socket();
    auto* const address = reinterpret_cast<sockaddr*>(&where);
    says.call("connect", ::connect(client, address, sizeof where));
    int error = 0;
    socklen_t size = sizeof error;
    says.call("getsockopt",
              ::getsockopt(client, SOL_SOCKET, SO_ERROR, &error, &size));
    says.call("error", error);
});

const check nonblocking(
    "connect_of_a_nonblocking_socket", [](transcript& says) {
        full_listener listener;
        const open_fd client = tcp_socket(SOCK_NONBLOCK);
        says.call("connect",
                  ::connect(client, listener.address(), listener.size));
        says.call("again",
                  ::connect(client, listener.address(), listener.size));
        says.fact("is non-blocking", is_nonblocking(client));
    });

const check goes_on("connect_goes_on_with_one_under_way", [](transcript& says) {
    full_listener listener;
    const open_fd client = tcp_socket(SOCK_NONBLOCK);
    says.call("connect", ::connect(client, listener.address(), listener.size));
    must(::fcntl(client, F_SETFL, 0));
    open_fd server;
    const meanwhile others(
        says, [&] { server.reset(::accept(listener.fd, nullptr, nullptr)); });
    says.call("connect", ::connect(client, listener.address(), listener.size));
});

const check bad("connect_refuses_what_is_bad", [](transcript& says) {
    tcp_listener listener;
    const open_fd client = tcp_socket();
    const pipe_ends ends;
    auto* const address = listener.address();
    says.call("bad", ::connect(-1, address, listener.size));
    says.call("pipe", ::connect(ends.in, address, listener.size));
    says.call("short", ::connect(client, address, 2));
    says.call("family", [&] {
        sockaddr_in other = listener.where;
        other.sin_family = 77;
        return ::connect(client, reinterpret_cast<sockaddr*>(&other),
                         sizeof other);
    }());
});

const check udp("connect_of_udp_does_not_wait", [](transcript& says) {
    udp_socket ours;
    udp_socket theirs;
    says.call("connect", ::connect(ours.fd, theirs.address(), theirs.size));
    must(::connect(theirs.fd, ours.address(), ours.size));
    const meanwhile others(says, [&] { say(theirs.fd, "abc"); });
    char bytes[8];
    says.call("read", ::read(ours.fd, bytes, sizeof bytes));
});

const check nobody("connect_of_udp_hears_that_nobody_is_there",
                   [](transcript& says) {
                       udp_socket ours;
                       {
                           udp_socket theirs;
                           must(::connect(ours.fd, theirs.address(),
                                          theirs.size));
                       }
                       says.call("write", ::write(ours.fd, "x", 1));
                       char byte;
                       says.call("read", ::read(ours.fd, &byte, 1));
                   });

const check local("connect_waits_for_a_local_listener", [](transcript& says) {
    local_listener listener(SOCK_STREAM, 0);
    const open_fd first = listener.connect();
    open_fd server;
    const meanwhile others(
        says, [&] { server.reset(::accept(listener.fd, nullptr, nullptr)); });
    const open_fd second = listener.connect();
    says.fact("is connected", second.get() != -1);
    says.fact("is non-blocking", is_nonblocking(second));
});

const check local_time(
    "connect_to_a_local_listener_ends_after_the_timeout", [](transcript& says) {
        local_listener listener(SOCK_STREAM, 0);
        const open_fd first = listener.connect();
        const open_fd second(must(::socket(AF_UNIX, SOCK_STREAM, 0)));
        set_timeout(second, SO_SNDTIMEO, 200ms);
        const meanwhile others(says);
        const stopwatch time;
        says.call("connect",
                  ::connect(second, listener.address(), listener.size));
        says.fact("took its time", time.shows_at_least(200ms));
    });

} // namespace
} // namespace net::checks_connect
