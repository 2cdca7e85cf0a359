// Parking a coroutine until descriptors are ready, and what becomes of those
// that are closed meanwhile.
#pragma once

#include <poll.h>

#include <span>

#include "05-ucontext-coroutines/scheduler.h"
#include "06-hooked-io/descriptor_facts.h"
#include "06-hooked-io/worker.h"

namespace net {

/// How a wait has ended. `restarts`: a signal has interrupted it, whose handler
/// was set with SA_RESTART; most calls then go on.
enum class wait_end { ready, timed_out, restarts, interrupted };

/// Parks until `one` is ready. Who finds it forgotten, finds in its `fd` the
/// number under which the file is still open for him; he gives it back with
/// give_back().
/// Shape:    ready may be an error too, or nothing: try again, it may tell
wait_end park(descriptor_wait& one, const char* what,
              scheduler::time_point deadline);

/// The same, until one of `set` is.
wait_end park(std::span<descriptor_wait> set, const char* what,
              scheduler::time_point deadline);

/// The same for a set of poll(2)'s, by a helper thread: for what our epoll set
/// will not have, such as too deep a nest of its like.
wait_end park_outside(std::span<const pollfd> set,
                      scheduler::time_point deadline);

/// A bit for each worker.
std::uint64_t bit_of_worker(const scheduler& one);

/// Notes that this worker watches `fd`: leave_number() is to ask it.
inline void note_watch(const scheduler& here, int fd) {
    auto& watched_by = known_facts_of(fd).watched_by;
    if (watched_by == 0 || workers().size() > 1) {
        watched_by |= bit_of_worker(here);
    }
}

/// To be called before a number means something else: nobody waits for it any
/// more. As in the kernel, a file stays open for those whose calls use it.
void leave_number(int fd);

/// One call less waits for this number, which is not the program's.
void give_back(int kept);

} // namespace net
