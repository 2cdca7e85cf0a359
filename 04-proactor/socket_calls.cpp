#include "04-proactor/socket_calls.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>

#include "01-blocking/error.h"
#include "04-proactor/error.h"
#include "04-proactor/transfer_result.h"

namespace net::detail {
namespace {

msghdr message(iovecs& buffers) {
    msghdr made{};
    made.msg_iov = buffers.data();
    made.msg_iovlen = buffers.count();
    return made;
}

short poll_events(io_kind kind) {
    switch (kind) {
        case io_kind::read: return POLLIN;
        case io_kind::write: return POLLOUT;
        case io_kind::except: return POLLPRI;
    }
    return 0;
}

} // namespace

status failed(std::error_code& error, std::size_t& n) {
    n = 0;
    error = last_error();
    return would_block(error) ? status::not_done : status::done;
}

status try_receive(int socket, iovecs& into, int flags, bool is_stream,
                   std::error_code& error, std::size_t& n) {
    msghdr all = message(into);
    const ssize_t result =
        uninterrupted([&] { return ::recvmsg(socket, &all, flags); });
    return received(result, into.total(), flags, is_stream, error, n);
}

status try_receive_from(int socket, iovecs& into, int flags, sockaddr* from,
                        socklen_t& from_size, std::error_code& error,
                        std::size_t& n) {
    msghdr all = message(into);
    all.msg_name = from;
    all.msg_namelen = from_size;
    const ssize_t result =
        uninterrupted([&] { return ::recvmsg(socket, &all, flags); });
    if (result >= 0) from_size = all.msg_namelen;
    return transferred(result, error, n);
}

status try_send(int socket, iovecs& data, int flags, std::error_code& error,
                std::size_t& n) {
    const msghdr all = message(data);
    const ssize_t result = uninterrupted(
        [&] { return ::sendmsg(socket, &all, flags | MSG_NOSIGNAL); });
    return sent(result, data.total(), error, n);
}

status try_send_to(int socket, iovecs& data, int flags, const sockaddr* to,
                   socklen_t to_size, std::error_code& error, std::size_t& n) {
    msghdr all = message(data);
    all.msg_name = const_cast<sockaddr*>(to);
    all.msg_namelen = to_size;
    const ssize_t result = uninterrupted(
        [&] { return ::sendmsg(socket, &all, flags | MSG_NOSIGNAL); });
    return transferred(result, error, n);
}

status try_read(int fd, iovecs& into, std::error_code& error, std::size_t& n) {
    const ssize_t result = uninterrupted([&] {
        return ::readv(fd, into.data(), static_cast<int>(into.count()));
    });
    const status got = transferred(result, error, n);
    if (got == status::done && !error && n == 0) error = error::eof;
    return got;
}

status try_write(int fd, iovecs& data, std::error_code& error, std::size_t& n) {
    const ssize_t result = uninterrupted([&] {
        return ::writev(fd, data.data(), static_cast<int>(data.count()));
    });
    return sent(result, data.total(), error, n);
}

status try_accept(int listener, sockaddr* peer, socklen_t* peer_size,
                  bool report_aborted, unique_fd& accepted,
                  std::error_code& error) {
    for (;;) {
        accepted.reset(uninterrupted([&] {
            return ::accept4(listener, peer, peer_size, SOCK_CLOEXEC);
        }));
        if (accepted) {
            error.clear();
            return status::done;
        }
        error = last_error();
        if (would_block(error)) return status::not_done;
        const bool has_left = error == std::errc::connection_aborted ||
                              error == std::errc::protocol_error;
        if (!has_left || report_aborted) return status::done;
    }
}

status try_connect_result(int socket, std::error_code& error) {
    // An edge from before the connect began may have brought us here.
    if (!is_ready(socket, io_kind::write)) return status::not_done;
    int reason = 0;
    socklen_t size = sizeof reason;
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &reason, &size) == -1) {
        error = last_error();
    } else {
        error.assign(reason, std::system_category());
    }
    return status::done;
}

bool begin_connect(int socket, const sockaddr* to, socklen_t size,
                   std::error_code& error) {
    error.clear();
    if (::connect(socket, to, size) == 0) return false;
    error = last_error();
    // Interrupted, it goes on by itself; see connect(2). But EAGAIN is an end:
    // a local socket whose server's queue is full is not tried again.
    const bool under_way = error == std::errc::operation_in_progress ||
                           error == std::errc::interrupted;
    if (under_way) error.clear();
    return under_way;
}

void wait_until_ready(int fd, io_kind kind, std::error_code& error) {
    pollfd one{fd, poll_events(kind), 0};
    error = result_of(uninterrupted([&] { return ::poll(&one, 1, -1); }));
}

void wait_until_ready(int fd, io_kind kind,
                      std::chrono::steady_clock::time_point end,
                      std::error_code& error) {
    using std::chrono::milliseconds;
    error.clear();
    pollfd one{fd, poll_events(kind), 0};
    for (int found = 0; found == 0 && !error;) {
        const auto left = std::chrono::ceil<milliseconds>(
            end - std::chrono::steady_clock::now());
        if (left <= milliseconds(0)) {
            error = error::timed_out;
        } else {
            const auto timeout =
                std::min<milliseconds>(left, std::chrono::hours(1));
            found = uninterrupted([&] {
                return ::poll(&one, 1, static_cast<int>(timeout.count()));
            });
            if (found == -1) error = last_error();
        }
    }
}

bool is_ready(int fd, io_kind kind) {
    pollfd one{fd, poll_events(kind), 0};
    return uninterrupted([&] { return ::poll(&one, 1, 0); }) != 0;
}

unique_fd open_socket(int family, int type, int protocol,
                      std::error_code& error) {
    unique_fd made(::socket(family, type | SOCK_CLOEXEC, protocol));
    error = made ? std::error_code() : last_error();
    return made;
}

void set_non_blocking(int fd, bool on, std::error_code& error) {
    int flags = ::fcntl(fd, F_GETFL);
    if (flags != -1) {
        flags = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
        flags = ::fcntl(fd, F_SETFL, flags);
    }
    error = result_of(flags);
}

std::error_code result_of(int result) {
    return result == -1 ? last_error() : std::error_code();
}

} // namespace net::detail
