// What tests need of real TCP, where a pair of local sockets is not enough: a
// connection over the loopback, a reset, and a peer that reads nothing.
#pragma once

#include <sys/socket.h>

#include <string>
#include <utility>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"
#include "01-blocking/unique_fd.h"

namespace net {

/// Connects to a listening socket of this process.
inline unique_fd connect_to_listener(int listener) {
    std::error_code error;
    unique_fd client = connect_to(local_address(listener),
                                  std::chrono::milliseconds(0), error);
    if (error) throw std::system_error(error, "connect_to_listener");
    return client;
}

/// As connected_pair(), but over TCP.
inline std::pair<unique_fd, unique_fd> connected_tcp_pair() {
    const unique_fd listener = listen_on({"127.0.0.1", 0});
    unique_fd ours = connect_to_listener(listener.get());
    std::error_code error;
    unique_fd theirs = accept_client(listener.get(), error);
    if (error) throw std::system_error(error, "accept");
    return {std::move(ours), std::move(theirs)};
}

/// Closes a TCP socket so that its peer gets a reset.
/// Source:   SO_LINGER in socket(7)
inline void reset_connection(unique_fd socket) {
    const linger at_once{1, 0};
    check(::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once,
                       sizeof at_once),
          "setsockopt(SO_LINGER)");
}

/// Writes until the kernel takes no more; returns the number of bytes.
inline std::size_t fill(int socket) {
    const std::string bytes(64 * 1024, 'x');
    std::size_t total = 0;
    for (;;) {
        const ssize_t n =
            ::send(socket, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (n == -1) return total;
        total += static_cast<std::size_t>(n);
    }
}

/// Reads `count` bytes, waiting for them; fewer if the stream ends.
inline std::string receive(int socket, std::size_t count) {
    std::string bytes(count, '\0');
    const ssize_t n = ::recv(socket, bytes.data(), count, MSG_WAITALL);
    bytes.resize(n == -1 ? 0 : static_cast<std::size_t>(n));
    return bytes;
}

/// Reads what is there, without waiting.
inline std::string receive_now(int socket) {
    std::string all;
    char bytes[4096];
    ssize_t n = 0;
    while ((n = ::recv(socket, bytes, sizeof bytes, MSG_DONTWAIT)) > 0) {
        all.append(bytes, static_cast<std::size_t>(n));
    }
    return all;
}

/// True if the stream has ended: the peer will write no more.
inline bool at_end(int socket) {
    char byte;
    return ::recv(socket, &byte, 1, MSG_PEEK) == 0;
}

} // namespace net
