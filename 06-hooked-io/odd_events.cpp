#include "06-hooked-io/odd_events.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "06-hooked-io/descriptor_birth.h"

namespace net {
namespace {

constexpr int always = POLLERR | POLLHUP | POLLNVAL; // asked for or not
constexpr int plain =
    POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM; // the reactor's own

} // namespace

bool is_plain(const pollfd& one) {
    const int events = one.events & ~always;
    return one.fd < 0 || (events != 0 && (events & ~plain) == 0);
}

bool odd_events::start(std::span<const pollfd> set) {
    return std::ranges::all_of(set, [&](const pollfd& one) {
        return is_plain(one) || (open() && add(one, set));
    });
}

bool odd_events::open() {
    if (set_) return true;
    const own_descriptors ours;
    set_.reset(::epoll_create1(EPOLL_CLOEXEC));
    if (!set_) return false; // there is no number left
    owner_.loop().watch(set_.get(), interest::readable, [this] { on_ready(); });
    return true;
}

/// A file stands in the set but once: another coroutine that asks for it has to
/// wait elsewhere.
bool odd_events::add(const pollfd& one, std::span<const pollfd> set) {
    const auto at = static_cast<std::size_t>(one.fd);
    if (waiting_.size() <= at) waiting_.resize(at + 1);
    task_record* const me = &owner_.running_task();
    epoll_event event{};
    // One event a wait. Who is closed while we wait, but lives on under another
    // number, can no longer be taken out of the set.
    event.events = EPOLLONESHOT;
    for (const pollfd& other : set) { // poll() may name it more than once
        if (other.fd != one.fd) continue;
        event.events |= static_cast<unsigned short>(other.events);
    }
    event.data.u64 =
        static_cast<std::uint32_t>(one.fd) | std::uint64_t{++tickets_} << 32;
    if (::epoll_ctl(set_.get(), EPOLL_CTL_ADD, one.fd, &event) == 0) {
        waiting_[at] = {me, tickets_};
        return true;
    }
    if (errno == EEXIST) return waiting_[at].who == me; // named before
    return errno == EPERM || errno == EBADF; // nothing will come: a file
}

void odd_events::stop(std::span<const pollfd> set) {
    for (const pollfd& one : set) {
        const auto at = static_cast<std::size_t>(one.fd);
        if (is_plain(one) || at >= waiting_.size()) continue;
        if (waiting_[at].who != &owner_.running_task()) continue;
        waiting_[at].who = nullptr;
        ::epoll_ctl(set_.get(), EPOLL_CTL_DEL, one.fd, nullptr);
    }
}

void odd_events::on_ready() {
    std::array<epoll_event, 64> events;
    const int n = ::epoll_wait(set_.get(), events.data(),
                               static_cast<int>(events.size()), 0);
    for (int i = 0; i < n; ++i) {
        const std::uint64_t told = events[static_cast<std::size_t>(i)].data.u64;
        const waiting& one = waiting_[told & 0xffffffff];
        if (one.who && one.ticket == told >> 32) owner_.wake(*one.who);
    }
}

void odd_events::begin_anew() {
    const own_descriptors ours;
    set_.reset();
    waiting_.clear();
}

} // namespace net
