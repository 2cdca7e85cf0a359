// Asks the kernel which of many descriptors are ready: one interface, and
// under it select(2), poll(2) and, from chapter 03 on, epoll(7) and kqueue(2).
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>

namespace net {

/// What a descriptor is watched for, and what it is found ready for.
enum class interest : unsigned char {
    none = 0,
    readable = 1,
    writable = 2,
    both = 3
};

constexpr interest operator|(interest a, interest b) {
    return static_cast<interest>(static_cast<unsigned>(a) |
                                 static_cast<unsigned>(b));
}

constexpr interest operator&(interest a, interest b) {
    return static_cast<interest>(static_cast<unsigned>(a) &
                                 static_cast<unsigned>(b));
}

constexpr bool includes(interest set, interest one) {
    return (set & one) != interest::none;
}

/// A descriptor on which a read or a write would not wait now. Errors and
/// hang-ups make it ready for all that it is watched for: the read or the
/// write that follows then says what happened.
struct ready_descriptor {
    int fd;
    interest what;
    /// Told by edges only: the other side has ended its stream, or has said
    /// something urgent. So a read that gets less than it could take may leave
    /// something behind, for which there will be no other edge.
    bool ending = false;
};

/// A set of descriptors, and a way to wait for them.
/// Lifetime: descriptors are borrowed; remove them before they are closed
/// Threads:  one; but with epoll and kqueue, another thread may add, modify
///           and remove while this one waits
class poller {
public:
    virtual ~poller() = default;

    /// Watches `fd` from now on. With interest::none it stays silent, even
    /// when it is hung up.
    /// Errors:   std::system_error if this kind of poller cannot watch it
    virtual void add(int fd, interest what) = 0;

    /// Watches it for something else instead.
    virtual void modify(int fd, interest what) = 0;

    virtual void remove(int fd) = 0;

    /// Waits until something is ready, a signal comes, or `timeout` is over.
    /// Shape:    what is ready, in no order; perhaps nothing
    /// Units:    a timeout below zero means: for ever
    /// Lifetime: the result is good until the next call
    virtual std::span<const ready_descriptor> wait(
        std::chrono::milliseconds timeout) = 0;
};

/// A timeout as poll(2) and epoll_wait(2) take it: -1 for ever, and no longer
/// than an int can say, which is 24 days.
int to_poll_timeout(std::chrono::milliseconds timeout);

/// The poller that `name` says: "select" or "poll".
std::unique_ptr<poller> make_poller(const std::string& name);

} // namespace net
