// Asio's names for what can go wrong, as values of std::error_code.
#pragma once

#include <netdb.h>

#include <cerrno>
#include <system_error>

#include "01-blocking/error.h" // error::misc_errors: already_open, eof, ...

namespace net {

using std::errc;
using std::error_category;
using std::error_code;
using std::generic_category;
using std::system_category;
using std::system_error;

namespace error {

/// The errors of system calls: errno under readable names. They belong to
/// std::system_category, and so compare equal to their std::errc as well.
enum basic_errors {
    access_denied = EACCES,
    address_family_not_supported = EAFNOSUPPORT,
    address_in_use = EADDRINUSE,
    already_connected = EISCONN,
    already_started = EALREADY,
    bad_descriptor = EBADF,
    broken_pipe = EPIPE,
    connection_aborted = ECONNABORTED,
    connection_refused = ECONNREFUSED,
    connection_reset = ECONNRESET,
    fault = EFAULT,
    host_unreachable = EHOSTUNREACH,
    in_progress = EINPROGRESS,
    interrupted = EINTR,
    invalid_argument = EINVAL,
    message_size = EMSGSIZE,
    name_too_long = ENAMETOOLONG,
    network_down = ENETDOWN,
    network_reset = ENETRESET,
    network_unreachable = ENETUNREACH,
    no_buffer_space = ENOBUFS,
    no_descriptors = EMFILE,
    no_memory = ENOMEM,
    no_permission = EPERM,
    no_protocol_option = ENOPROTOOPT,
    no_such_device = ENODEV,
    not_connected = ENOTCONN,
    not_socket = ENOTSOCK,
    operation_aborted = ECANCELED, // what a cancelled operation ends with
    operation_not_supported = EOPNOTSUPP,
    shut_down = ESHUTDOWN,
    timed_out = ETIMEDOUT,
    try_again = EAGAIN,
    would_block = EWOULDBLOCK
};

/// Why a host's name could not be turned into addresses.
/// Source:   h_errno in gethostbyname(3), whose numbers these are
enum netdb_errors {
    host_not_found = HOST_NOT_FOUND,
    host_not_found_try_again = TRY_AGAIN,
    no_data = NO_DATA,
    no_recovery = NO_RECOVERY
};

/// Why a service's name could not be turned into a port.
/// Source:   getaddrinfo(3)
enum addrinfo_errors {
    service_not_found = EAI_SERVICE,
    socket_type_not_supported = EAI_SOCKTYPE
};

/// The category of each enumeration, under Asio's names.
inline const error_category& get_system_category() {
    return std::system_category();
}
inline const error_category& get_misc_category() {
    return misc_category();
}
const error_category& get_netdb_category();
const error_category& get_addrinfo_category();

inline error_code make_error_code(basic_errors value) {
    return {static_cast<int>(value), get_system_category()};
}
inline error_code make_error_code(netdb_errors value) {
    return {static_cast<int>(value), get_netdb_category()};
}
inline error_code make_error_code(addrinfo_errors value) {
    return {static_cast<int>(value), get_addrinfo_category()};
}

} // namespace error

// Some of them once more, in the words of the Networking TS.
namespace stream_errc {
using error::eof;
using error::not_found;
} // namespace stream_errc

namespace socket_errc {
using error::already_open;
using error::not_found;
} // namespace socket_errc

namespace resolver_errc {
using error::host_not_found;
using error::service_not_found;
inline constexpr auto try_again = error::host_not_found_try_again;
} // namespace resolver_errc
} // namespace net

// With these a value stands wherever an error_code may: `ec == error::eof`.
template <>
struct std::is_error_code_enum<net::error::basic_errors> : std::true_type {};
template <>
struct std::is_error_code_enum<net::error::netdb_errors> : std::true_type {};
template <>
struct std::is_error_code_enum<net::error::addrinfo_errors> : std::true_type {};
