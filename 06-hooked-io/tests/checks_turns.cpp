// Who never waits does not keep the others from what they do: the kernel takes
// the processor from him.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include <mutex>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_turns {
namespace {

/// Calls until another thread, which has to be let run for it, has ended that.
template <class Call>
void call_for_long(transcript& says, Call call) {
    std::atomic<bool> is_over = false;
    std::thread other([&] { is_over = true; });
    while (!is_over) call();
    other.join();
    says.fact("over", is_over);
}

const check polls("turns_of_a_poll_that_is_always_ready", [](transcript& says) {
    const pipe_ends ends;
    say(ends.in, "x");
    call_for_long(says, [&] {
        pollfd set{ends.out, POLLIN, 0};
        ::poll(&set, 1, -1);
    });
});

const check looks("turns_of_a_poll_that_only_looks", [](transcript& says) {
    const pipe_ends ends;
    call_for_long(says, [&] {
        pollfd set{ends.out, POLLIN, 0};
        ::poll(&set, 1, 0);
    });
});

const check selects("turns_of_a_select_that_only_looks", [](transcript& says) {
    call_for_long(says, [] {
        timeval at_once{};
        ::select(0, nullptr, nullptr, nullptr, &at_once);
    });
});

const check waits("turns_of_an_epoll_that_only_looks", [](transcript& says) {
    const open_fd epoll(must(::epoll_create1(EPOLL_CLOEXEC)));
    call_for_long(says, [&] {
        epoll_event event{};
        ::epoll_wait(epoll, &event, 1, 0);
    });
});

const check reads("turns_of_reads_that_never_wait", [](transcript& says) {
    const socket_pair pair;
    call_for_long(says, [&] {
        char byte = 0;
        (void)!::recv(pair.ours, &byte, 1, MSG_DONTWAIT);
    });
});

const check writes("turns_of_writes_and_reads_of_a_pipe", [](transcript& says) {
    const pipe_ends ends;
    call_for_long(says, [&] {
        char byte = 0;
        (void)!::write(ends.in, &byte, 1);
        (void)!::read(ends.out, &byte, 1);
    });
});

const check tries("turns_of_a_lock_that_is_taken", [](transcript& says) {
    std::mutex taken;
    taken.lock();
    call_for_long(says, [&] { (void)!taken.try_lock(); });
    taken.unlock();
});

} // namespace
} // namespace net::checks_turns
