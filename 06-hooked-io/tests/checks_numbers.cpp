// dup(2) and its kin, and which numbers there are.
#include <poll.h>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_numbers {
namespace {

const check copies("dup_gives_another_that_waits", [](transcript& says) {
    const pipe_ends ends;
    const open_fd by_dup(must(::dup(ends.out)));
    const open_fd by_fcntl(must(::fcntl(ends.out, F_DUPFD_CLOEXEC, 100)));
    says.fact("is high", by_fcntl >= 100);
    const int fds[] = {by_dup, by_fcntl, ends.out};
    for (const int fd : fds) {
        const meanwhile others(says, [&] { say(ends.in, "a"); });
        char byte;
        says.call("read", ::read(fd, &byte, 1));
    }
});

const check of_two("dup_closes_on_its_own", [](transcript& says) {
    const pipe_ends ends;
    open_fd copy(must(::dup(ends.out)));
    const meanwhile others(says, [&] {
        copy.reset();
        say(ends.in, "a");
    });
    char byte;
    says.call("read", ::read(ends.out, &byte, 1));
});

const check waits_both("dup_waits_with_its_original", [](transcript& says) {
    const socket_pair pair;
    const open_fd copy(must(::dup(pair.ours)));
    ssize_t n = 0;
    char bytes[2];
    {
        std::thread other([&] { n = ::read(copy, &bytes[0], 1); });
        const meanwhile others(says, [&] { say(pair.theirs, "xy"); });
        says.call("read", ::read(pair.ours, &bytes[1], 1));
        other.join();
    }
    says.call("read", n);
});

const check bad("dup_refuses_what_is_bad", [](transcript& says) {
    const pipe_ends ends;
    says.call("dup", ::dup(-1));
    says.call("dup2", ::dup2(-1, ends.out));
    says.call("dup2", ::dup2(ends.out, -1));
    says.fact("the same", ::dup2(ends.out, ends.out) == ends.out);
    says.call("dup3", ::dup3(ends.out, ends.out, 0));
    const meanwhile others(says, [&] { say(ends.in, "a"); });
    char byte;
    says.call("read", ::read(ends.out, &byte, 1));
});

const check lowest("numbers_are_the_lowest_that_are_free",
                   [](transcript& says) {
                       const pipe_ends ends;
                       says.call("pipe", ends.out);
                       says.call("pipe", ends.in);
                       const open_fd twin(must(::dup(ends.out)));
                       says.call("dup", twin);
                       const meanwhile others(says,
                                              [&] { say(ends.in, "abc"); });
                       pollfd set{ends.out, POLLIN | POLLPRI, 0};
                       says.call("poll", ::poll(&set, 1, -1));
                       const open_fd last(must(::dup(ends.out)));
                       says.call("dup", last);
                   });

const check all_closed(
    "close_of_all_numbers_harms_nobody", [](transcript& says) {
        const socket_pair pair;
        for (int fd = 3; fd < 70'000; ++fd) {
            if (fd != pair.ours && fd != pair.theirs) ::close(fd);
        }
        const meanwhile others(says, [&] { say(pair.theirs, "abc"); });
        char bytes[8];
        says.call("read", ::read(pair.ours, bytes, sizeof bytes));
    });

const check range("close_range_harms_nobody", [](transcript& says) {
    pipe_ends ends;
    pipe_ends other;
    char byte;
    {
        // Known, and watched, before it is closed.
        const meanwhile others(says, [&] { say(other.in, "a"); });
        says.call("read", ::read(other.out, &byte, 1));
    }
    const auto first = static_cast<unsigned>(other.out.release());
    other.in.release();
    says.call("close_range", ::close_range(first, ~0u, 0));
    says.call("read", ::read(static_cast<int>(first), &byte, 1));
    says.call("bad", ::close_range(2, 1, 0));
    pipe_ends fresh;
    says.fact("the same number", fresh.out == static_cast<int>(first));
    const meanwhile others(says, [&] { say(fresh.in, "b"); });
    says.call("read", ::read(fresh.out, &byte, 1));
});

} // namespace
} // namespace net::checks_numbers
