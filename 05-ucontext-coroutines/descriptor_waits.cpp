#include "05-ucontext-coroutines/descriptor_waits.h"

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
std::size_t descriptor_waits::wait(std::span<descriptor_wait> set,
                                   const char* what, time_point deadline) {
    const leaving at_end(set);
    bool must_wait = true;
    for (descriptor_wait& one : set) {
        one.found = interest::none;
        one.forgotten = false;
        one.who = &owner_.running_task();
        must_wait &= watch(one);
    }
    const int first = set.empty() ? -1 : set.front().fd;
    if (must_wait) owner_.park({what, first, true}, deadline);

    std::size_t n = 0;
    for (descriptor_wait& one : set) {
        if (one.found != interest::none || one.forgotten) ++n;
    }
    return n;
}
// [end]

descriptor_waits::watched* descriptor_waits::find(int fd) const {
    const auto at = static_cast<std::size_t>(fd); // -1 is beyond all
    return at < descriptors_.size() ? descriptors_[at].get() : nullptr;
}

descriptor_waits::watched& descriptor_waits::find_or_add(int fd) {
    if (fd < 0) throw std::system_error(EBADF, std::system_category());
    const auto at = static_cast<std::size_t>(fd);
    if (descriptors_.size() <= at) descriptors_.resize(at + 1);
    if (!descriptors_[at]) descriptors_[at] = std::make_unique<watched>();
    return *descriptors_[at];
}

/// Shape:    false if it is a file, and so is ready already
bool descriptor_waits::watch(descriptor_wait& one) {
    watched& entry = find_or_add(one.fd);
    const interest both = entry.by_reactor | one.wanted;
    try {
        if (!entry.is_watched) {
            owner_.loop().watch(
                one.fd, both,
                [this, fd = one.fd](interest found) { on_ready(fd, found); });
        } else if (both != entry.by_reactor) {
            owner_.loop().update(one.fd, both);
        }
    } catch (const std::system_error& failure) {
        if (failure.code() == std::errc::no_such_file_or_directory) {
            forget(one.fd); // the number has changed hands unseen
            return watch(one);
        }
        if (failure.code() != std::errc::operation_not_permitted) throw;
        one.found = one.wanted;
        return false;
    }
    if (!std::exchange(entry.is_watched, true)) ++size_;
    entry.by_reactor = both;
    entry.waiting.push_back(one);
    return true;
}

void descriptor_waits::on_ready(int fd, interest found) {
    watched& entry = *find(fd);
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
    if (unwanted == interest::none) return;
    entry.by_reactor = without(entry.by_reactor, unwanted);
    try {
        owner_.loop().update(fd, entry.by_reactor);
    } catch (const std::system_error&) {
        forget(fd); // closed unseen; somebody else keeps its file open
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
