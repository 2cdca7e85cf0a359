// What poll(2), select(2) and their kin wait for.
#pragma once

#include <poll.h>
#include <signal.h>

#include <cerrno>
#include <optional>
#include <span>

#include "06-hooked-io/descriptor_parking.h"
#include "06-hooked-io/signal_mask.h"

namespace net {

/// Parks until poll() would find something in `set`, or nearly so. As in the
/// kernel, to close one of its descriptors ends no wait.
/// Shape:    ready says: look
wait_end park(std::span<const pollfd> set, scheduler::time_point deadline);

/// True if one of `set` has been read empty, and so is what we wait for: then
/// there is no need to look before.
bool is_drained(std::span<const pollfd> set);

/// Where something is, a read need not wait before it tries.
void note_found(std::span<const pollfd> set);

/// When a wait of so many milliseconds ends; below zero: never.
scheduler::time_point poll_deadline(int milliseconds);

/// When a wait of that time ends; null: never.
scheduler::time_point poll_deadline(const timespec* time);

/// False of what the kernel would refuse; null is for ever.
bool is_timeout(const timespec* time);

/// The mask of ppoll(2) and its kin, which holds as long as the wait.
class wait_mask {
public:
    /// Shape:    null: no other mask
    explicit wait_mask(const sigset_t* mask);

    /// True if a signal has come that only the other mask had kept out.
    bool is_interrupted() const { return is_interrupted_; }

private:
    std::optional<mask_change> change_;
    bool is_interrupted_ = false;
};

/// Looks, and parks until it is worth to look again; or the other way round.
/// Shape:    what look() has found; 0 after the deadline
/// Errors:   -1 and EINTR after a signal, or as look()
template <class Look>
int look_until(std::span<const pollfd> set, scheduler::time_point deadline,
               Look look) {
    for (bool parks_first = is_drained(set);; parks_first = false) {
        const int n = parks_first ? 0 : look();
        if (n > 0) note_found(set);
        if (n != 0) return n;
        switch (park(set, deadline)) {
            case wait_end::ready: break;
            case wait_end::timed_out: return look();
            case wait_end::restarts: // not these calls
            case wait_end::interrupted: errno = EINTR; return -1;
        }
    }
}

/// The same with a signal mask; who finds something at once needs none.
template <class Look>
int look_until(std::span<const pollfd> set, scheduler::time_point deadline,
               const sigset_t* mask, Look look) {
    const int n = look();
    if (n != 0) return n;
    const wait_mask masked(mask);
    if (!masked.is_interrupted()) return look_until(set, deadline, look);
    errno = EINTR;
    return -1;
}

} // namespace net
