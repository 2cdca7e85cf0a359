// A server that has too much to do: who connects, gets no answer.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "01-blocking/error.h"
#include "01-blocking/unique_fd.h"

namespace net {

/// A TCP socket on a port that nobody else has. Before listen(), connections
/// to it are refused.
class busy_server {
public:
    busy_server() : socket_(make_socket()) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
        check(::bind(socket_.get(), address(), sizeof address_), "bind");
        socklen_t size = sizeof address_;
        check(::getsockname(socket_.get(), address(), &size), "getsockname");
    }

    /// From now on there is room for a few connections.
    void listen() const { check(::listen(socket_.get(), 8), "listen"); }

    /// From now on the only place is taken, and the kernel answers nobody.
    void listen_and_be_full() {
        check(::listen(socket_.get(), 0), "listen"); // room for one
        first_client_ = make_socket();
        check(::connect(first_client_.get(), address(), sizeof address_),
              "connect");
    }

    /// Makes room again, for who still tries.
    void accept() const {
        unique_fd(::accept(socket_.get(), nullptr, nullptr));
    }

    void close() { socket_.reset(); }

    sockaddr* address() { return reinterpret_cast<sockaddr*>(&address_); }

    static unique_fd make_socket() {
        return unique_fd(
            check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    }

private:
    unique_fd socket_;
    unique_fd first_client_;
    sockaddr_in address_{};
};

} // namespace net
