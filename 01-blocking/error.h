// Errors: setup throws, traffic returns. Both speak std::error_code.
#pragma once

#include <cerrno>
#include <system_error>

namespace net {

/// The error that the last failed system call of this thread left in errno.
inline std::error_code last_error() {
    return {errno, std::system_category()};
}

/// Passes a system call's result through, or throws what errno says.
/// Errors:   std::system_error "<what>: <reason>" if `result` is -1
inline int check(int result, const char* what) {
    if (result == -1) throw std::system_error(last_error(), what);
    return result;
}

/// True if the call would have had to wait: nothing is wrong, ask again later.
/// A blocking socket says the same when its own timeout has run out.
inline bool would_block(const std::error_code& error) {
    return error == std::errc::operation_would_block ||
           error == std::errc::resource_unavailable_try_again;
}

namespace error {

/// What can end a transfer although no system call has failed. The names and
/// the numbers are Asio's, so that they mean the same in every chapter.
enum misc_errors { already_open = 1, eof = 2, not_found = 3 };

const std::error_category& misc_category();

inline std::error_code make_error_code(misc_errors error) {
    return {static_cast<int>(error), misc_category()};
}

} // namespace error
} // namespace net

template <>
struct std::is_error_code_enum<net::error::misc_errors> : std::true_type {};
