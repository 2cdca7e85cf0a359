// From an error code to an exception: how each throwing twin ends.
#pragma once

#include <system_error>

namespace net::detail {

/// Does nothing if `ec` says that all went well.
/// Errors:   std::system_error "<what>: <reason>" otherwise
inline void throw_error(const std::error_code& ec, const char* what) {
    if (ec) throw std::system_error(ec, what);
}

inline void throw_error(const std::error_code& ec) {
    if (ec) throw std::system_error(ec);
}

} // namespace net::detail
