// Clients for a server's test, and the door through which they come.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <string_view>

#include "01-blocking/error.h"
#include "01-blocking/unique_fd.h"

namespace net {

/// A listening socket without a port. What is done at the other ends, is ready
/// here at once and in that order.
class door {
public:
    door()
        : listener_(check(
              ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
              "socket")) {
        address_.sun_family = AF_UNIX;
        // The kernel finds a name, if it is not given one: unix(7), autobind.
        check(::bind(listener_.get(), as_sockaddr(), sizeof(sa_family_t)),
              "bind");
        size_ = sizeof address_;
        check(::getsockname(listener_.get(), as_sockaddr(), &size_),
              "getsockname");
        check(::listen(listener_.get(), SOMAXCONN), "listen");
    }

    /// For the server. Once only.
    unique_fd take_listener() { return std::move(listener_); }

    unique_fd connect() {
        unique_fd socket(
            check(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
        check(::connect(socket.get(), as_sockaddr(), size_), "connect");
        return socket;
    }

private:
    sockaddr* as_sockaddr() { return reinterpret_cast<sockaddr*>(&address_); }

    unique_fd listener_;
    sockaddr_un address_{};
    socklen_t size_ = 0; // of what of the address is used
};

/// A client.
class visitor {
public:
    explicit visitor(door& through) : socket_(through.connect()) {}

    void say(std::string_view text) const {
        (void)!::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
    }

    /// Keeps his own number, so that the server's is the lowest that is free.
    void hang_up() const { ::shutdown(socket_.get(), SHUT_RDWR); }

    /// False if the server has closed the connection.
    bool is_connected() const {
        pollfd asked{socket_.get(), POLLRDHUP, 0};
        return ::poll(&asked, 1, 0) == 0;
    }

private:
    unique_fd socket_;
};

} // namespace net
