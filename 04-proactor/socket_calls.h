// The system calls under sockets and descriptors, each tried once.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstddef>
#include <span>
#include <system_error>

#include "01-blocking/unique_fd.h"
#include "04-proactor/iovecs.h"
#include "04-proactor/transfer_result.h"

namespace net::detail {

// Each of these does what it is called after, skips interruptions, and never
// raises SIGPIPE. `n` is the number of bytes.
// Shape:    status::not_done, and would_block in `error`, if it had to wait

/// A stream's read of nothing is error::eof.
inline status try_receive(int socket, void* into, std::size_t size, int flags,
                          bool is_stream, std::error_code& error,
                          std::size_t& n) {
    const ssize_t result =
        uninterrupted([&] { return ::recv(socket, into, size, flags); });
    return received(result, size, flags, is_stream, error, n);
}
status try_receive(int socket, iovecs& into, int flags, bool is_stream,
                   std::error_code& error, std::size_t& n);
status try_receive_from(int socket, iovecs& into, int flags, sockaddr* from,
                        socklen_t& from_size, std::error_code& error,
                        std::size_t& n);

inline status try_send(int socket, const void* data, std::size_t size,
                       int flags, std::error_code& error, std::size_t& n) {
    const ssize_t result = uninterrupted(
        [&] { return ::send(socket, data, size, flags | MSG_NOSIGNAL); });
    return sent(result, size, error, n);
}
status try_send(int socket, iovecs& data, int flags, std::error_code& error,
                std::size_t& n);
status try_send_to(int socket, iovecs& data, int flags, const sockaddr* to,
                   socklen_t to_size, std::error_code& error, std::size_t& n);

status try_read(int fd, iovecs& into, std::error_code& error, std::size_t& n);
status try_write(int fd, iovecs& data, std::error_code& error, std::size_t& n);

/// Clients that left before they were accepted are skipped, unless they are
/// asked for.
status try_accept(int listener, sockaddr* peer, socklen_t* peer_size,
                  bool report_aborted, unique_fd& accepted,
                  std::error_code& error);

/// What has become of a connect that was under way.
status try_connect_result(int socket, std::error_code& error);

/// Begins to connect.
/// Shape:    true if it is under way; false if it has ended, see `error`
bool begin_connect(int socket, const sockaddr* to, socklen_t size,
                   std::error_code& error);

/// Waits until the descriptor is ready, for ever if need be.
void wait_until_ready(int fd, io_kind kind, std::error_code& error);

/// The same until `end`.
/// Errors:   error::timed_out
void wait_until_ready(int fd, io_kind kind,
                      std::chrono::steady_clock::time_point end,
                      std::error_code& error);

/// Whether it is ready now.
bool is_ready(int fd, io_kind kind);

unique_fd open_socket(int family, int type, int protocol,
                      std::error_code& error);
void set_non_blocking(int fd, bool on, std::error_code& error);

/// Shape:    what a system call's -1 says, or nothing
std::error_code result_of(int result);

} // namespace net::detail
