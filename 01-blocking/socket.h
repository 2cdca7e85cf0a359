// TCP sockets as chapter 01 needs them: listen, accept, connect, and a pair.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "01-blocking/unique_fd.h"

namespace net {

/// Where a server is: a name or an address, and a port.
struct host_port {
    std::string host = "127.0.0.1"; // without the brackets of [::1]
    std::uint16_t port = 0;         // 0: any free one, when listening
};

/// Reads "HOST:PORT" or "[ADDRESS]:PORT".
/// Errors:   std::invalid_argument that quotes the text
host_port parse_host_port(std::string_view text);

/// The same backwards: "127.0.0.1:7001" or "[::1]:7001".
std::string to_string(const host_port& address);

/// A socket that clients can connect to. What it accepts has Nagle's delay
/// off, for the servers here gather what they write by themselves.
/// Errors:   std::system_error "<address>: <reason>"
/// Source:   socket(2), bind(2), listen(2), tcp(7)
unique_fd listen_on(const host_port& address);

/// The next client of a listening socket. `flags` are those of accept4(2):
/// chapters that must not wait add SOCK_NONBLOCK.
/// Errors:   as accept(2); interruptions and clients that left again before
///           they were accepted are skipped, not reported
unique_fd accept_client(int listener, std::error_code& error,
                        int flags = SOCK_CLOEXEC);

/// True if accept failed for want of something that others will give back:
/// descriptors or memory. The client still waits; ask again a little later.
bool out_of_resources(const std::error_code& error);

/// A connection to `address`, for which the kernel gets `timeout` at the most.
/// Errors:   std::errc::timed_out; error::not_found for a name that nobody
///           knows; otherwise as connect(2)
unique_fd connect_to(const host_port& address,
                     std::chrono::milliseconds timeout, std::error_code& error);

/// Makes reads, or writes, that wait longer than `timeout` fail; see
/// would_block(). Zero means: wait for ever.
/// Source:   SO_RCVTIMEO and SO_SNDTIMEO in socket(7)
void set_receive_timeout(int socket, std::chrono::milliseconds timeout);
void set_send_timeout(int socket, std::chrono::milliseconds timeout);

/// Ends a connection whose client may still be sending, so that it gets our
/// last words: a plain close() would answer its next byte with a reset, and a
/// reset may overtake them. Waits, but not longer than a second or two.
void close_after_last_words(int socket);

/// The address that a listening socket was given.
host_port local_address(int socket);

/// True if the other side has closed, reset or spoken out of turn: a kept
/// connection that is of no use any more.
bool is_stale(int idle_connection);

/// Two connected stream sockets: what is written to one is read from the other.
std::pair<unique_fd, unique_fd> connected_pair();

} // namespace net
