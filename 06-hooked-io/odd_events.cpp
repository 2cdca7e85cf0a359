#include "06-hooked-io/odd_events.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "06-hooked-io/descriptor_birth.h"
#include "06-hooked-io/descriptor_parking.h"

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
    if (entries_.size() <= at) entries_.resize(at + 1);
    entry& its = entries_[at];
    task_record* const me = &owner_.running_task();
    if (its.who != nullptr && its.who != me) return false;
    // One event, and it is silent until it is armed again.
    std::uint32_t events = EPOLLONESHOT;
    for (const pollfd& other : set) { // poll() may name it more than once
        if (other.fd != one.fd) continue;
        events |= static_cast<unsigned short>(other.events);
    }
    if (its.armed_for != events && !arm(one.fd, events)) {
        return errno == EPERM || errno == EBADF; // nothing will come: a file
    }
    its.who = me;
    return true;
}

bool odd_events::arm(int fd, std::uint32_t events) {
    entry& its = entries_[static_cast<std::size_t>(fd)];
    its.ticket = ++tickets_;
    epoll_event event{};
    event.events = events;
    event.data.u64 = static_cast<std::uint32_t>(fd) | std::uint64_t{its.ticket}
                                                          << 32;
    const int how = its.is_in_set ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (::epoll_ctl(set_.get(), how, fd, &event) == 0) {
        its.is_in_set = true;
        its.armed_for = events;
        note_watch(owner_, fd);
        return true;
    }
    if (errno != ENOENT && errno != EEXIST) return false;
    its.is_in_set = !its.is_in_set; // the number has changed hands unseen
    return arm(fd, events);
}

void odd_events::stop(std::span<const pollfd> set) {
    for (const pollfd& one : set) {
        const auto at = static_cast<std::size_t>(one.fd);
        if (is_plain(one) || at >= entries_.size()) continue;
        if (entries_[at].who == &owner_.running_task()) {
            entries_[at].who = nullptr;
        }
    }
}

void odd_events::forget(int fd) {
    const auto at = static_cast<std::size_t>(fd); // -1 is beyond all
    if (at >= entries_.size()) return;
    entry& its = entries_[at];
    // Its file may live on under another number: who waits is still to hear.
    if (its.is_in_set && its.who == nullptr) {
        ::epoll_ctl(set_.get(), EPOLL_CTL_DEL, fd, nullptr);
    }
    its.is_in_set = false;
    its.armed_for = 0;
}

void odd_events::on_ready() {
    std::array<epoll_event, 64> events;
    const int n = ::epoll_wait(set_.get(), events.data(),
                               static_cast<int>(events.size()), 0);
    for (int i = 0; i < n; ++i) {
        const std::uint64_t told = events[static_cast<std::size_t>(i)].data.u64;
        entry& its = entries_[told & 0xffffffff];
        if (its.ticket != told >> 32) continue;
        its.armed_for = 0;
        if (its.who != nullptr) owner_.wake(*its.who);
    }
}

void odd_events::begin_anew() {
    const own_descriptors ours;
    set_.reset();
    entries_.clear();
}

} // namespace net
