// Sockets that never make us wait: what cannot be done at once fails with
// would_block(), and the poller says when to try again.
#pragma once

#include <sys/socket.h>

#include <system_error>

#include "01-blocking/socket.h"
#include "01-blocking/unique_fd.h"

namespace net {

/// Makes reads and writes on `fd` fail instead of wait.
/// Source:   O_NONBLOCK in open(2). It belongs to the open file, so whoever
///           shares it, by dup(2) or fork(2), is affected as well.
void set_nonblocking(int fd);

/// An address that needs no looking up any more.
struct socket_address {
    sockaddr_storage storage;
    socklen_t size;
};

/// Looks a name up. This may wait: do it before the loop starts.
/// Errors:   std::system_error "<address>: <reason>"
socket_address resolve(const host_port& address);

/// Begins to connect. Once the socket is writable, connect_result() says what
/// has become of it.
unique_fd start_connect(const socket_address& address, std::error_code& error);
std::error_code connect_result(int socket);

} // namespace net
