// What a system call that moves bytes has returned, in our words. All of it is
// inline: between the kernel and whoever has tried is no call more than needed.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <cerrno>
#include <cstddef>
#include <system_error>

#include "04-proactor/descriptor_state.h"
#include "04-proactor/error.h"

namespace net::detail {

using status = reactor_operation::status;

/// Calls until the call is not interrupted.
template <class Call>
auto uninterrupted(Call call) {
    auto result = call();
    while (result == -1 && errno == EINTR) result = call();
    return result;
}

/// What errno says about a transfer.
/// Shape:    status::not_done, and would_block in `error`, if it had to wait
[[gnu::cold]] status failed(std::error_code& error, std::size_t& n);

inline status transferred(ssize_t result, std::error_code& error,
                          std::size_t& n) {
    if (result < 0) return failed(error, n);
    if (error) error.clear(); // an earlier try's
    n = static_cast<std::size_t>(result);
    return status::done;
}

/// A stream's read of nothing is error::eof.
inline status received(ssize_t result, std::size_t wanted, int flags,
                       bool is_stream, std::error_code& error, std::size_t& n) {
    const status got = transferred(result, error, n);
    if (result < 0 || !is_stream) return got;
    if (n == 0) error = error::eof;
    if (flags & MSG_PEEK) return got; // it is all still there
    return n < wanted ? status::done_and_exhausted : status::done;
}

inline status sent(ssize_t result, std::size_t offered, std::error_code& error,
                   std::size_t& n) {
    const status got = transferred(result, error, n);
    if (result < 0) return got;
    return n < offered ? status::done_and_exhausted : status::done;
}

} // namespace net::detail
