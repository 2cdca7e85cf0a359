// What all sockets share whatever their protocol: flags, options, commands.
#pragma once

#include <sys/socket.h>

#include "04-proactor/io_control.h"
#include "04-proactor/socket_option.h"

namespace net {

namespace detail {

// Options that live in our sockets, and that the kernel never hears of.
inline constexpr int custom_socket_option_level = -1;
inline constexpr int enable_connection_aborted_option = 1;

template <int Name>
using boolean_socket_option = boolean_option<SOL_SOCKET, Name>;
template <int Name>
using integer_socket_option = integer_option<SOL_SOCKET, Name>;

} // namespace detail

/// The base of every socket and acceptor, so that the names below can be said
/// with any of them: `tcp::acceptor::reuse_address(true)`.
/// Source:   socket(7)
class socket_base {
public:
    /// The direction that shutdown() closes.
    enum shutdown_type {
        shutdown_receive = SHUT_RD,
        shutdown_send = SHUT_WR,
        shutdown_both = SHUT_RDWR
    };

    /// What wait() waits for.
    enum wait_type { wait_read, wait_write, wait_error };

    /// Flags for one transfer, combined with |.
    using message_flags = int;
    static constexpr int message_peek = MSG_PEEK;
    static constexpr int message_out_of_band = MSG_OOB;
    static constexpr int message_do_not_route = MSG_DONTROUTE;
    static constexpr int message_end_of_record = MSG_EOR;

    /// The longest queue of clients that listen() may ask for; and its name
    /// of old.
    static constexpr int max_listen_connections = SOMAXCONN;
    static constexpr int max_connections = SOMAXCONN;

    using broadcast = detail::boolean_socket_option<SO_BROADCAST>;
    using debug = detail::boolean_socket_option<SO_DEBUG>;
    using do_not_route = detail::boolean_socket_option<SO_DONTROUTE>;
    using keep_alive = detail::boolean_socket_option<SO_KEEPALIVE>;
    using out_of_band_inline = detail::boolean_socket_option<SO_OOBINLINE>;
    using reuse_address = detail::boolean_socket_option<SO_REUSEADDR>;

    /// Linux gives twice what these ask for, and tells that: the bookkeeping
    /// takes space too.
    using receive_buffer_size = detail::integer_socket_option<SO_RCVBUF>;
    using send_buffer_size = detail::integer_socket_option<SO_SNDBUF>;

    /// Linux lets nobody change the one for sending.
    using receive_low_watermark = detail::integer_socket_option<SO_RCVLOWAT>;
    using send_low_watermark = detail::integer_socket_option<SO_SNDLOWAT>;

    using linger = detail::linger_option;

    /// Whether accept reports clients that left before they were accepted.
    using enable_connection_aborted =
        detail::boolean_option<detail::custom_socket_option_level,
                               detail::enable_connection_aborted_option>;

    using bytes_readable = detail::bytes_readable_command;

protected:
    ~socket_base() = default; // nobody deletes a socket through this type
};

} // namespace net
