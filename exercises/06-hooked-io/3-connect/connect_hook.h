// A connect() that parks, and gives up in time.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>

#include "05-ucontext-coroutines/scheduler.h"
#include "06-hooked-io/real_call.h"

namespace answer {

/// How long a task waits for a connection. (The kernel tries for two minutes.)
inline constexpr std::chrono::seconds connect_timeout{5};

inline bool is_on_task() {
    return net::scheduler::is_current() && net::scheduler::current().running();
}

/// Parks the running task until `fd` has become writable: a connect that was
/// under way has then come to an end, a good or a bad one.
/// Shape:    false if `timeout` was over before
inline bool park_until_writable(int fd, std::chrono::seconds timeout) {
    net::scheduler& here = net::scheduler::current();
    net::descriptor_wait one;
    one.fd = fd;
    one.wanted = net::interest::writable;
    here.descriptors().wait({&one, 1}, "a connection of", here.now() + timeout);
    here.descriptors().forget(fd);
    return one.found != net::interest::none;
}

} // namespace answer

extern "C" {

/// On a task, parks until the connection is there, and no longer than
/// connect_timeout; everywhere else, and on a socket that the program itself
/// has made non-blocking, as connect(2). The socket's flags stay as they were.
/// Errors:   ETIMEDOUT; otherwise as connect(2)
int connect(int fd, const sockaddr* address, socklen_t size) {
    static const auto real =
        net::real_call<int(int, const sockaddr*, socklen_t)>("connect");
    return real(fd, address, size);
}

} // extern "C"
