#include "06-hooked-io/poll_set.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "06-hooked-io/descriptor_birth.h"
#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/timeouts.h"

namespace net {
namespace {

constexpr int plain_in = POLLIN | POLLRDNORM;
constexpr int plain_out = POLLOUT | POLLWRNORM;
constexpr int always = POLLERR | POLLHUP | POLLNVAL; // asked for or not

/// Waiting to read or to write is what our reactor can do.
bool is_plain(const pollfd& one) {
    const int events = one.events & ~always;
    return one.fd < 0 ||
           (events != 0 && (events & ~(plain_in | plain_out)) == 0);
}

interest wanted_by(const pollfd& one) {
    return (one.events & plain_in ? interest::readable : interest::none) |
           (one.events & plain_out ? interest::writable : interest::none);
}

/// An epoll set has poll's own events, and can itself be waited for: as
/// readable, when any of them has come.
class own_epoll_set {
public:
    explicit own_epoll_set(std::span<const pollfd> set) {
        const own_descriptors ours;
        fd_ = ::epoll_create1(EPOLL_CLOEXEC);
        for (const pollfd& one : set) {
            if (one.fd >= 0) add(one, set);
        }
    }
    own_epoll_set(const own_epoll_set&) = delete;
    ~own_epoll_set() {
        const own_descriptors ours;
        if (fd_ != -1) ::close(fd_);
    }

    int fd() const { return fd_; } // -1: there is none left

private:
    /// A descriptor may be in the set more than once; but not in epoll's.
    void add(const pollfd& one, std::span<const pollfd> set) {
        epoll_event event{};
        for (const pollfd& other : set) {
            if (other.fd != one.fd) continue;
            event.events |= static_cast<unsigned short>(other.events);
        }
        ::epoll_ctl(fd_, EPOLL_CTL_ADD, one.fd, &event);
    }

    int fd_ = -1;
};

/// Until one is found ready, and not only closed.
wait_end park_on(std::span<descriptor_wait> waits,
                 scheduler::time_point deadline) {
    for (;;) {
        const wait_end how = park(waits, "poll", deadline);
        const bool only_closed =
            std::ranges::any_of(waits, &descriptor_wait::forgotten) &&
            std::ranges::all_of(waits, [](const descriptor_wait& one) {
                return one.found == interest::none && one.fd != -1;
            });
        if (how != wait_end::ready || !only_closed) return how;
    }
}

wait_end park_plain(std::span<const pollfd> set,
                    scheduler::time_point deadline) {
    std::array<descriptor_wait, 8> few;
    std::unique_ptr<descriptor_wait[]> many;
    if (set.size() > few.size()) {
        many = std::make_unique<descriptor_wait[]>(set.size());
    }
    descriptor_wait* const waits = many ? many.get() : few.data();
    std::size_t n = 0;
    for (const pollfd& each : set) {
        if (each.fd < 0) continue;
        waits[n].fd = each.fd;
        waits[n++].wanted = wanted_by(each);
    }
    const wait_end how = park_on({waits, n}, deadline);
    n = 0;
    for (const pollfd& each : set) {
        if (each.fd < 0) continue;
        const int now = waits[n++].fd;
        if (now != each.fd && now != -1) give_back(now);
    }
    return how;
}

} // namespace

// [lesson: park-poll]
wait_end park(std::span<const pollfd> set, scheduler::time_point deadline) {
    if (std::ranges::all_of(set, is_plain)) return park_plain(set, deadline);
    const own_epoll_set all(set);
    if (all.fd() == -1) return park_outside(set, deadline);
    descriptor_wait one;
    one.fd = all.fd();
    one.wanted = interest::readable;
    return park({&one, 1}, "poll", deadline);
}
// [end]

scheduler::time_point poll_deadline(int milliseconds) {
    return milliseconds < 0 ? scheduler::never
                            : after(std::chrono::milliseconds(milliseconds));
}

scheduler::time_point poll_deadline(const timespec* time) {
    return time == nullptr ? scheduler::never : after(length_of(*time));
}

bool is_timeout(const timespec* time) {
    return time == nullptr || (time->tv_sec >= 0 && is_valid(*time));
}

wait_mask::wait_mask(const sigset_t* mask) {
    if (mask == nullptr || current_hooked_thread() == nullptr) return;
    const unsigned before = signals_handled();
    change_.emplace(to_bits(*mask)); // some may come here
    is_interrupted_ = signals_handled() != before ||
                      take_interruption() != interruption::none;
}

} // namespace net
