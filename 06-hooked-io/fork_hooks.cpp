// fork(2): the child has one thread, and so one coroutine: the one that has
// forked. It gets a reactor of its own, for the parent's epoll instance is one
// that both would change.

#include <pthread.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "06-hooked-io/descriptor_birth.h"
#include "06-hooked-io/helper_threads.h"
#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/stdio_stream.h"
#include "06-hooked-io/worker.h"

namespace {

/// The worker whose thread forked is the child's first, and its only one. The
/// others are not destroyed, for they are the parent's, and not at rest.
void keep_one_worker() {
    auto& all = net::workers();
    for (auto& one : all) {
        const bool is_ours = net::scheduler::is_current() &&
                             &one->flows == &net::scheduler::current();
        if (is_ours) std::swap(one, all.front());
    }
    while (all.size() > 1) {
        (void)all.back().release();
        all.pop_back();
    }
}

void take_over_process() {
    net::forget_all_waiters();
    net::forget_helper_threads();
    net::forget_all_file_locks();
    net::forget_other_hooked_threads();
    keep_one_worker();
    {
        const net::own_descriptors ours;
        net::workers()[0]->loop.begin_anew();
    }
    net::workers()[0]->flows.keep_only_running();
    net::workers()[0]->odd.begin_anew();
    net::workers()[0]->signals = {};
    if (const auto* const me = net::current_hooked_thread()) {
        net::workers()[0]->signals.add(me->mask);
    }
}

/// A child that cannot have a reactor ends: its parent's would lead it astray.
void begin_as_child() {
    if (net::workers().empty()) return; // before main()
    try {
        take_over_process();
    } catch (const std::exception& failure) { // out of memory, say
        const net::hooks_off plain;
        std::fprintf(stderr, "hooked_io: a child: %s\n", failure.what());
        ::_exit(EXIT_FAILURE);
    }
}

/// libc calls it in every child of fork(), of daemon(), and of forkpty(), and
/// before the program's own.
const int is_registered = ::pthread_atfork(nullptr, nullptr, begin_as_child);

} // namespace

/// A child that shares our memory until it calls execve() would change what we
/// know of descriptors. So it gets a copy; it need not notice.
extern "C" pid_t vfork() noexcept {
    return ::fork();
}
