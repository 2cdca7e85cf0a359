#include "06-hooked-io/poll_set.h"

#include <algorithm>
#include <array>
#include <memory>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/odd_events.h"
#include "06-hooked-io/timeouts.h"
#include "06-hooked-io/worker.h"

namespace net {
namespace {

constexpr std::size_t usual_size = 8; // of a set, at the most

constexpr int plain_in = POLLIN | POLLRDNORM;
constexpr int plain_out = POLLOUT | POLLWRNORM;

interest wanted_by(const pollfd& one) {
    return (one.events & plain_in ? interest::readable : interest::none) |
           (one.events & plain_out ? interest::writable : interest::none);
}

/// Of those that the reactor can wait for.
bool is_reactors(const pollfd& one) {
    return one.fd >= 0 && is_plain(one);
}

bool is_only_closed(std::span<const descriptor_wait> waits) {
    return std::ranges::any_of(waits, &descriptor_wait::forgotten) &&
           std::ranges::all_of(waits, [](const descriptor_wait& one) {
               return one.found == interest::none && one.fd != -1;
           });
}

// [lesson: park-poll]
/// `waits` are those of `set` that the reactor can wait for.
wait_end park_on(std::span<descriptor_wait> waits, std::span<const pollfd> set,
                 scheduler::time_point deadline) {
    worker& here = worker_of(scheduler::current().running_task());
    for (;;) {
        const odd_wait others(here.odd, set); // their events wake us, too
        if (!others.is_started()) return park_outside(set, deadline);
        const wait_end how = park(waits, "poll", deadline);
        if (how != wait_end::ready || !is_only_closed(waits)) return how;
    }
}
// [end]

} // namespace

wait_end park(std::span<const pollfd> set, scheduler::time_point deadline) {
    std::array<descriptor_wait, usual_size> few;
    std::unique_ptr<descriptor_wait[]> many;
    if (set.size() > few.size()) {
        many = std::make_unique<descriptor_wait[]>(set.size());
    }
    descriptor_wait* const waits = many ? many.get() : few.data();
    std::size_t n = 0;
    for (const pollfd& each : set) {
        if (!is_reactors(each)) continue;
        waits[n].fd = each.fd;
        waits[n++].wanted = wanted_by(each);
    }
    const wait_end how = park_on({waits, n}, set, deadline);
    n = 0;
    for (const pollfd& each : set) {
        if (!is_reactors(each)) continue;
        const int now = waits[n++].fd;
        if (now != each.fd && now != -1) give_back(now);
    }
    return how;
}

bool is_drained(std::span<const pollfd> set) {
    // What the kernel would refuse, it has to see first.
    if (set.data() == nullptr || set.size() > usual_size) return false;
    return std::ranges::any_of(set, [](const pollfd& one) {
        return one.fd >= 0 && wanted_by(one) == interest::readable &&
               known_facts_of(one.fd).is_drained();
    });
}

void note_found(std::span<const pollfd> set) {
    // As after a read that says nothing of what is left.
    for (const pollfd& one : set) {
        if (one.revents != 0) known_facts_of(one.fd).note_read(0, 0);
    }
}

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
