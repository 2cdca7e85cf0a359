#include "05-ucontext-coroutines/awaitable_fd.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"

namespace net {
namespace {

/// Who always finds more to read must look after the others now and then.
constexpr unsigned most_reads_at_once = 16;

} // namespace

void awaitable_fd::close() {
    release().reset();
}

unique_fd awaitable_fd::release() {
    // Before the number is free again.
    if (fd_) owner_.descriptors().forget(fd_.get());
    return std::move(fd_);
}

bool awaitable_fd::await(interest what, const char* name,
                         std::error_code& error, time_point deadline) {
    if (timeout_.count() > 0) {
        deadline = std::min(deadline, owner_.now() + timeout_);
    }
    descriptor_wait one;
    one.fd = fd_.get();
    one.wanted = what;
    try {
        owner_.descriptors().wait(one, name, deadline);
    } catch (const std::system_error& failure) {
        error = failure.code();
        return false;
    }
    if (one.forgotten) {
        error = std::make_error_code(std::errc::operation_canceled);
    } else if (one.found == interest::none) {
        error = std::make_error_code(std::errc::timed_out);
    } else {
        error.clear();
    }
    return !error;
}

// [lesson: read-some]
std::size_t read_some(awaitable_fd& from, std::span<char> into,
                      std::error_code& error, scheduler::time_point deadline) {
    for (;;) {
        // [lesson: wait-then-read]
        // Who got less than he had room for has got all: no read to hear that.
        if (from.full_reads_ % most_reads_at_once == 0 &&
            !from.await_readable(error, deadline)) {
            return 0;
        }
        const ssize_t n = ::read(from.get(), into.data(), into.size());
        const bool is_full = n == static_cast<ssize_t>(into.size());
        from.full_reads_ = is_full ? from.full_reads_ + 1 : 0;
        if (n > 0) {
            error.clear();
            return static_cast<std::size_t>(n);
        }
        // [end]
        error = n == 0 ? error::eof : last_error();
        if (!would_block(error) && error != std::errc::interrupted) return 0;
    }
}
// [end]

std::size_t read_exactly(awaitable_fd& from, std::span<char> into,
                         std::error_code& error) {
    std::size_t done = 0;
    error.clear();
    while (done < into.size() && !error) {
        done += read_some(from, into.subspan(done), error);
    }
    return done;
}

std::size_t write_all(awaitable_fd& to, std::string_view bytes,
                      std::error_code& error, scheduler::time_point deadline) {
    std::size_t done = 0;
    error.clear();
    while (done < bytes.size()) {
        const ssize_t n =
            ::write(to.get(), bytes.data() + done, bytes.size() - done);
        if (n >= 0) {
            done += static_cast<std::size_t>(n);
            continue;
        }
        error = last_error();
        if (would_block(error)) {
            if (!to.await_writable(error, deadline)) break;
        } else if (error != std::errc::interrupted) {
            break;
        }
        error.clear();
    }
    return done;
}

std::size_t write_all(awaitable_fd& to, outbox& pieces,
                      std::error_code& error) {
    std::size_t done = pieces.flush(to.get(), error);
    while (!error && !pieces.empty() && to.await_writable(error)) {
        done += pieces.flush(to.get(), error);
    }
    return done;
}

unique_fd accept(awaitable_fd& listener, std::error_code& error) {
    for (;;) {
        unique_fd client =
            accept_client(listener.get(), error, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (!would_block(error)) return client;
        if (!listener.await_readable(error)) return {};
    }
}

unique_fd connect(const socket_address& address, std::error_code& error,
                  scheduler::time_point deadline) {
    unique_fd started = start_connect(address, error);
    if (error) return {};
    awaitable_fd socket(std::move(started));
    if (!socket.await_writable(error, deadline)) return {};
    error = connect_result(socket.get());
    return error ? unique_fd() : socket.release();
}

void close_after_last_words(awaitable_fd& peer) {
    using std::chrono::milliseconds;
    constexpr milliseconds patience(1000);
    ::shutdown(peer.get(), SHUT_WR);
    const auto deadline = peer.owner().now() + patience;
    std::array<char, 1024> ignored;
    std::error_code error;
    while (read_some(peer, ignored, error, deadline) > 0) {
        if (peer.owner().now() >= deadline) break;
    }
    peer.close();
}

} // namespace net
