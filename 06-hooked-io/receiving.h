// Receiving from sockets: for read() as well as for recv() and its family.
#pragma once

#include <sys/socket.h>

#include "06-hooked-io/blocking_call.h"

namespace net {

/// As recv(2), of which `flags` are. It parks.
ssize_t receive(blocking_call& call, void* into, std::size_t size, int flags);

/// As recvmsg(2).
ssize_t receive(blocking_call& call, msghdr& message, int flags);

} // namespace net
