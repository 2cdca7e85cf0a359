#include "02-select-poll/nonblocking.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cstring>

#include "01-blocking/error.h"

namespace net {

void set_nonblocking(int fd) {
    const int flags = check(::fcntl(fd, F_GETFL), "fcntl(F_GETFL)");
    check(::fcntl(fd, F_SETFL, flags | O_NONBLOCK), "fcntl(F_SETFL)");
}

socket_address resolve(const host_port& address) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const std::string port = std::to_string(address.port);
    if (::getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found) !=
        0) {
        throw std::system_error(error::not_found, to_string(address));
    }
    socket_address result{{}, found->ai_addrlen};
    std::memcpy(&result.storage, found->ai_addr, found->ai_addrlen);
    ::freeaddrinfo(found);
    return result;
}

unique_fd start_connect(const socket_address& address, std::error_code& error) {
    unique_fd connection(::socket(address.storage.ss_family,
                                  SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                                  0));
    error = connection ? std::error_code() : last_error();
    if (error) return connection;

    const int on = 1; // our requests are small and come one at a time
    ::setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto* const generic =
        reinterpret_cast<const sockaddr*>(&address.storage);
    if (::connect(connection.get(), generic, address.size) == -1 &&
        errno != EINPROGRESS) {
        error = last_error();
    }
    return connection;
}

std::error_code connect_result(int socket) {
    int failure = 0;
    socklen_t size = sizeof failure;
    ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &failure, &size);
    return {failure, std::system_category()};
}

} // namespace net
