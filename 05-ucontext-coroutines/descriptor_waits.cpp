#include "05-ucontext-coroutines/descriptor_waits.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "05-ucontext-coroutines/scheduler.h"

namespace net {
namespace {

interest without(interest set, interest taken) {
    return static_cast<interest>(static_cast<unsigned>(set) &
                                 ~static_cast<unsigned>(taken));
}

/// Takes who has waited out of all lists, however the wait ends.
class leaving {
public:
    explicit leaving(std::span<descriptor_wait> set) : set_(set) {}
    leaving(const leaving&) = delete;
    ~leaving() {
        for (descriptor_wait& one : set_) one.unlink();
    }

private:
    const std::span<descriptor_wait> set_;
};

} // namespace

descriptor_waits::~descriptor_waits() {
    for (std::size_t fd = 0; fd < descriptors_.size(); ++fd) {
        forget(static_cast<int>(fd));
    }
}

// [lesson: descriptor-wait]
bool descriptor_waits::wait(descriptor_wait& one, const char* what,
                            time_point deadline) {
    if (watch(one)) owner_.park({what, one.fd, true}, deadline);
    one.unlink();
    return one.is_over();
}
// [end]

std::size_t descriptor_waits::wait(std::span<descriptor_wait> set,
                                   const char* what, time_point deadline) {
    const leaving at_end(set);
    bool must_wait = true;
    for (descriptor_wait& one : set) must_wait &= watch(one);
    const int first = set.empty() ? -1 : set.front().fd;
    if (must_wait) owner_.park({what, first, true}, deadline);
    return static_cast<std::size_t>(
        std::ranges::count_if(set, &descriptor_wait::is_over));
}

// [lesson: descriptor-watch]
/// Shape:    false if it is a file, and so is ready already
bool descriptor_waits::watch(descriptor_wait& one) {
    one.found = interest::none;
    one.forgotten = false;
    one.who = &owner_.running_task();
    watched* const known = find(one.fd);
    watched& entry = known ? *known : add(one.fd);
    // Most who wait have waited before, and the watch is still there.
    const bool is_told =
        entry.is_watched &&
        without(one.wanted, entry.by_reactor) == interest::none;
    if (!is_told && !tell_reactor(entry, one)) return false;
    entry.waiting.push_back(one);
    return true;
}
// [end]

descriptor_waits::watched& descriptor_waits::add(int fd) {
    if (fd < 0) throw std::system_error(EBADF, std::system_category());
    const auto at = static_cast<std::size_t>(fd);
    if (descriptors_.size() <= at) descriptors_.resize(at + 1);
    descriptors_[at] = std::make_unique<watched>(fd);
    return *descriptors_[at];
}

/// Shape:    false if it cannot be watched, for it is a file
bool descriptor_waits::tell_reactor(watched& entry, descriptor_wait& one) {
    const interest both = entry.by_reactor | one.wanted;
    try {
        if (entry.is_watched) {
            owner_.loop().update(one.fd, both);
        } else {
            owner_.loop().watch(one.fd, both, [this, &entry](interest found) {
                on_ready(entry, found);
            });
        }
    } catch (const std::system_error& failure) {
        if (failure.code() == std::errc::no_such_file_or_directory) {
            forget(one.fd); // the number has changed hands unseen
            return tell_reactor(entry, one);
        }
        if (failure.code() != std::errc::operation_not_permitted) throw;
        one.found = one.wanted;
        return false;
    }
    if (!std::exchange(entry.is_watched, true)) ++size_;
    entry.by_reactor = both;
    return true;
}

void descriptor_waits::on_ready(watched& entry, interest found) {
    interest wanted = interest::none;
    for (descriptor_wait* one = entry.waiting.front(); one;
         one = entry.waiting.next(*one)) {
        wanted = wanted | one->wanted;
        if ((one->wanted & found) == interest::none) continue;
        one->found = one->found | (one->wanted & found);
        owner_.wake(*one->who);
    }
    // Nobody waits for it: it would be told again at every turn. And room to
    // write is what a socket nearly always has.
    const interest unwanted = without(found, wanted & interest::readable);
    if (unwanted != interest::none) watch_no_more(entry, unwanted);
}

void descriptor_waits::watch_no_more(watched& entry, interest unwanted) {
    entry.by_reactor = without(entry.by_reactor, unwanted);
    try {
        owner_.loop().update(entry.fd, entry.by_reactor);
    } catch (const std::system_error&) {
        forget(entry.fd); // closed unseen; somebody else keeps its file open
    }
}

void descriptor_waits::begin_anew() {
    descriptors_.clear();
    size_ = 0;
}

std::size_t descriptor_waits::forget(int fd, int instead) {
    watched* const found = find(fd);
    if (!found || !found->is_watched) return 0;
    watched& entry = *found;
    entry.is_watched = false;
    entry.by_reactor = interest::none;
    --size_;
    std::size_t n = 0;
    for (; descriptor_wait* one = entry.waiting.pop_front(); ++n) {
        one->forgotten = true;
        one->fd = instead;
        owner_.wake(*one->who);
    }
    try {
        owner_.loop().forget(fd);
    } catch (const std::system_error&) {
        // Closed before, where nobody could tell us.
    }
    return n;
}

bool descriptor_waits::has_waiting(int fd) const {
    const watched* const found = find(fd);
    return found && !found->waiting.empty();
}

} // namespace net
