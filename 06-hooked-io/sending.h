// Sending to sockets: for write() as well as for send() and its family.
#pragma once

#include <sys/socket.h>

#include "06-hooked-io/blocking_call.h"

namespace net {

/// As send(2), of which `flags` are. It parks, and sends all of a stream.
ssize_t send(blocking_call& call, const void* from, std::size_t size,
             int flags);

/// As sendmsg(2).
ssize_t send(blocking_call& call, const msghdr& message, int flags);

} // namespace net
