// sendfile(2) and splice(2), which move bytes from one descriptor to another.

#include <fcntl.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "06-hooked-io/descriptor_turn.h"

using net::blocking_call;
using net::interest;
using net::real_call;

namespace {

constexpr std::size_t block_size = 64 * 1024; // bytes

/// A page goes where there is any room at all.
constexpr std::size_t page_size = 4096; // bytes

/// sendfile() has no flag for one call that does not wait. So the bytes take
/// the way through our memory: that costs a copy, and write() can park.
ssize_t copy_file(int to, int from, off_t at, std::size_t count) {
    const auto block = std::make_unique_for_overwrite<char[]>(block_size);
    std::size_t done = 0;
    while (done < count) {
        const ssize_t n =
            ::pread(from, block.get(), std::min(count - done, block_size),
                    at + static_cast<off_t>(done));
        if (n == 0) break;
        const ssize_t gone =
            n == -1 ? -1
                    : ::write(to, block.get(), static_cast<std::size_t>(n));
        if (gone == -1 && done == 0) return -1;
        if (gone > 0) done += static_cast<std::size_t>(gone);
        if (gone < n) break;
    }
    return static_cast<ssize_t>(done);
}

template <class Real>
ssize_t send_file(const Real& real, int to, int from, off_t* at,
                  std::size_t count) {
    const blocking_call call(to, interest::writable);
    const off_t begin = at != nullptr ? *at : ::lseek(from, 0, SEEK_CUR);
    if (!call || begin == -1 || net::facts_of(from).can_wait()) {
        return real(to, from, at, count);
    }
    const ssize_t n = copy_file(to, from, begin, count);
    if (n > 0 && at != nullptr) *at = begin + n;
    if (n > 0 && at == nullptr) ::lseek(from, begin + n, SEEK_SET);
    return n;
}

bool is_ready(const blocking_call& call, short events) {
    static const auto real = real_call<decltype(::poll)>("poll");
    pollfd look{call.fd(), events, 0};
    return real(&look, 1, 0) != 0;
}

/// `attempt` is a splice() that does not wait, if both are ready. What is left
/// in the source decides how much goes; the target makes us wait.
template <class Attempt>
ssize_t splice_until(blocking_call& source, blocking_call& target,
                     std::size_t size, Attempt attempt) {
    std::size_t done = 0;
    const auto so_far = [&] {
        return done > 0 ? static_cast<ssize_t>(done) : -1;
    };
    while (done < size) {
        if (source && !is_ready(source, POLLIN)) {
            if (done > 0 || !source.park()) return so_far();
        } else if (target && !is_ready(target, POLLOUT)) {
            if (!target.park()) return so_far();
        } else if (const ssize_t n = attempt(done); n > 0) {
            done += static_cast<std::size_t>(n);
        } else {
            if (n == 0) break;
            if (errno != EAGAIN || !source || !target) return so_far();
        }
    }
    return static_cast<ssize_t>(done);
}

} // namespace

extern "C" {

ssize_t sendfile(int to, int from, off_t* at, std::size_t count) noexcept {
    static const auto real = real_call<decltype(::sendfile)>("sendfile");
    return send_file(real, to, from, at, count);
}

ssize_t sendfile64(int to, int from, off64_t* at, std::size_t count) noexcept {
    static const auto real = real_call<decltype(::sendfile64)>("sendfile64");
    return send_file(real, to, from, at, count);
}

ssize_t splice(int from, off64_t* from_at, int to, off64_t* to_at,
               std::size_t count, unsigned flags) {
    static const auto real = real_call<decltype(::splice)>("splice");
    blocking_call source(from, interest::readable);
    blocking_call target(to, interest::writable);
    if ((!source && !target) || (flags & SPLICE_F_NONBLOCK) || count == 0) {
        return real(from, from_at, to, to_at, count, flags);
    }
    // SPLICE_F_NONBLOCK is about pipes. A socket must have been looked at, and
    // gets no more at once than it surely takes.
    const bool sends = target && target.facts().is_socket();
    const std::size_t most = sends ? page_size : count;
    return splice_until(
        source, target, sends ? count : 1, [&](std::size_t done) {
            return real(
                source ? source.fd() : from, from_at, target ? target.fd() : to,
                to_at, std::min(count - done, most), flags | SPLICE_F_NONBLOCK);
        });
}

} // extern "C"
