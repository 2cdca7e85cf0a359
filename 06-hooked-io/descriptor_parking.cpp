#include "06-hooked-io/descriptor_parking.h"

#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <vector>

#include "06-hooked-io/call_outside.h"
#include "06-hooked-io/descriptor_birth.h"
#include "06-hooked-io/descriptor_facts.h"
#include "06-hooked-io/interruption.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/timeouts.h"
#include "06-hooked-io/worker.h"

namespace net {
namespace {

constexpr std::size_t bits = 64; // workers beyond that share one

std::uint64_t bit_at(std::size_t i) {
    return std::uint64_t{1} << (i % bits);
}

/// On the thread of `home`: sends those who wait there to `kept`, which is made
/// for the first of them.
void move_waits(worker& home, int fd, int& kept) {
    home.odd.forget(fd);
    scheduler& here = home.flows;
    if (here.descriptors().has_waiting(fd) && kept == -1) {
        kept = copy_high(fd);
        known_facts_of(kept).kept_for = 1; // by who closes the other
    }
    const std::size_t n = here.descriptors().forget(fd, kept);
    if (kept != -1) known_facts_of(kept).kept_for += static_cast<int>(n);
}

/// The same on another worker's thread, while we wait.
void move_waits_elsewhere(worker& home, int fd, int& kept) {
    futex_word is_done = 0;
    {
        const hooks_off plain;
        home.flows.post([&] {
            move_waits(home, fd, kept);
            is_done = 1;
            futex_wake(is_done, 1);
        });
    }
    while (is_done == 0) futex_wait(is_done, 0);
}

inline wait_end end_of_wait(const scheduler& here, bool found,
                            scheduler::time_point deadline) {
    const interruption cut = take_interruption();
    if (found) return wait_end::ready;
    if (cut == interruption::fails) return wait_end::interrupted;
    if (cut == interruption::restarts) return wait_end::restarts;
    return deadline <= here.now() ? wait_end::timed_out : wait_end::ready;
}

short events_of(interest wanted) {
    const int in = includes(wanted, interest::readable) ? POLLIN : 0;
    const int out = includes(wanted, interest::writable) ? POLLOUT : 0;
    return static_cast<short>(in | out);
}

/// For poll(2).
std::vector<pollfd> to_poll_set(std::span<descriptor_wait> set) {
    std::vector<pollfd> all;
    for (descriptor_wait& one : set) {
        all.push_back({one.fd, events_of(one.wanted), 0});
        one.forgotten = false;
    }
    return all;
}

} // namespace

std::uint64_t bit_of_worker(const scheduler& one) {
    std::uint64_t found = 0;
    for (std::size_t i = 0; i < workers().size(); ++i) {
        if (&workers()[i]->flows == &one) found = bit_at(i);
    }
    return found;
}

wait_end park(descriptor_wait& one, const char* what,
              scheduler::time_point deadline) {
    scheduler& here = scheduler::current();
    calls_in_a_row::begin_anew();
    note_watch(here, one.fd);
    bool found = false;
    try {
        found = here.descriptors().wait(one, what, deadline);
    } catch (const std::system_error&) {
        return park_outside(to_poll_set({&one, 1}), deadline);
    }
    return end_of_wait(here, found, deadline);
}

wait_end park(std::span<descriptor_wait> set, const char* what,
              scheduler::time_point deadline) {
    scheduler& here = scheduler::current();
    calls_in_a_row::begin_anew();
    for (const descriptor_wait& one : set) note_watch(here, one.fd);
    bool found = false;
    try {
        found = here.descriptors().wait(set, what, deadline) > 0;
    } catch (const std::system_error&) {
        return park_outside(to_poll_set(set), deadline);
    }
    return end_of_wait(here, found, deadline);
}

wait_end park_outside(std::span<const pollfd> set,
                      scheduler::time_point deadline) {
    std::vector<pollfd> copy(set.begin(), set.end());
    timespec left{};
    if (deadline != scheduler::never) {
        const auto time = deadline - scheduler::current().now();
        left = to_timespec(std::max(time, time.zero()));
    }
    const timespec* const timeout =
        deadline == scheduler::never ? nullptr : &left;
    const int n = call_outside(
        [&] { return ::ppoll(copy.data(), copy.size(), timeout, nullptr); });
    return n == 0 ? wait_end::timed_out : wait_end::ready;
}

void leave_number(int fd) {
    descriptor_facts& facts = known_facts_of(fd);
    std::uint64_t rest = facts.watched_by.exchange(0);
    int kept = -1;
    for (std::size_t i = 0; rest != 0 && i < workers().size(); ++i) {
        if ((rest & bit_at(i)) == 0) continue;
        worker& home = *workers()[i];
        if (scheduler::is_current() && &scheduler::current() == &home.flows) {
            move_waits(home, fd, kept);
        } else {
            move_waits_elsewhere(home, fd, kept);
        }
    }
    facts.note_birth(descriptor_kind::unknown, false);
    facts.kept_for = 0;
    if (kept != -1) give_back(kept);
}

void give_back(int kept) {
    static const auto real = real_call<decltype(::close)>("close");
    if (--known_facts_of(kept).kept_for > 0) return;
    leave_number(kept);
    real(kept);
}

} // namespace net
