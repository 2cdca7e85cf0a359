// select(2), pselect(2), epoll_wait(2) and its kin.
#include <sys/epoll.h>
#include <sys/select.h>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_select {
namespace {

using namespace std::chrono_literals;

fd_set set_of(int fd) {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    return set;
}

const check waits("select_waits_for_bytes", [](transcript& says) {
    const pipe_ends ends;
    fd_set read = set_of(ends.out);
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("select",
              ::select(ends.out + 1, &read, nullptr, nullptr, nullptr));
    says.fact("is in", FD_ISSET(ends.out, &read));
});

const check three("select_tells_which", [](transcript& says) {
    const socket_pair one;
    const socket_pair other;
    fd_set read = set_of(one.ours);
    FD_SET(other.ours, &read);
    fd_set except = read;
    const int most = std::max<int>(one.ours, other.ours) + 1;
    const meanwhile others(says, [&] { say(other.theirs, "abc"); });
    says.call("select", ::select(most, &read, nullptr, &except, nullptr));
    says.fact("one", FD_ISSET(one.ours, &read));
    says.fact("other", FD_ISSET(other.ours, &read));
    says.fact("except", FD_ISSET(other.ours, &except));
});

const check room("select_for_writing_does_not_wait", [](transcript& says) {
    const socket_pair pair;
    fd_set read = set_of(pair.ours);
    fd_set write = read;
    says.call("select",
              ::select(pair.ours + 1, &read, &write, nullptr, nullptr));
    says.fact("read", FD_ISSET(pair.ours, &read));
    says.fact("write", FD_ISSET(pair.ours, &write));
});

const check time_out("select_ends_after_its_time", [](transcript& says) {
    const pipe_ends ends;
    fd_set read = set_of(ends.out);
    timeval time{0, 200'000};
    const meanwhile others(says);
    const stopwatch clock;
    says.call("select", ::select(ends.out + 1, &read, nullptr, nullptr, &time));
    says.fact("is in", FD_ISSET(ends.out, &read));
    says.fact("took its time", clock.shows_at_least(200ms));
    says.call("left", time.tv_sec * 1'000'000 + time.tv_usec);
});

const check the_rest(
    "select_tells_the_time_that_is_left", [](transcript& says) {
        const pipe_ends ends;
        fd_set read = set_of(ends.out);
        timeval time{1000, 0};
        const meanwhile others(says, [&] { say(ends.in, "abc"); });
        says.call("select",
                  ::select(ends.out + 1, &read, nullptr, nullptr, &time));
        says.fact("some is left", time.tv_sec < 1000 && time.tv_sec > 900);
    });

const check a_sleep("select_of_nothing_is_a_sleep", [](transcript& says) {
    timeval time{0, 200'000};
    const meanwhile others(says);
    const stopwatch clock;
    says.call("select", ::select(0, nullptr, nullptr, nullptr, &time));
    says.fact("took its time", clock.shows_at_least(200ms));
});

const check bad("select_refuses_what_is_bad", [](transcript& says) {
    int closed = -1;
    {
        const pipe_ends ends;
        closed = ends.in;
    }
    fd_set read = set_of(closed);
    timeval time{-1, 0};
    says.call("closed", ::select(closed + 1, &read, nullptr, nullptr, nullptr));
    says.fact("is still in", FD_ISSET(closed, &read));
    says.call("count", ::select(-1, &read, nullptr, nullptr, nullptr));
    says.call("time", ::select(0, nullptr, nullptr, nullptr, &time));
});

const check urgent("select_waits_for_urgent_data", [](transcript& says) {
    const tcp_pair pair;
    fd_set except = set_of(pair.ours);
    const meanwhile others(says, [&] {
        must(static_cast<int>(::send(pair.theirs, "!", 1, MSG_OOB)));
    });
    says.call("select",
              ::select(pair.ours + 1, nullptr, nullptr, &except, nullptr));
    says.fact("is in", FD_ISSET(pair.ours, &except));
});

const check with_pselect("pselect_waits_for_bytes", [](transcript& says) {
    const pipe_ends ends;
    fd_set read = set_of(ends.out);
    const timespec time{1000, 0};
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("pselect",
              ::pselect(ends.out + 1, &read, nullptr, nullptr, &time, nullptr));
    says.call("time is as before", time.tv_sec);
});

struct epoll_set {
    void add(int member, unsigned events) const {
        epoll_event event{events, {}};
        event.data.u32 = 42;
        must(::epoll_ctl(fd, EPOLL_CTL_ADD, member, &event));
    }
    open_fd fd{must(::epoll_create1(EPOLL_CLOEXEC))};
};

const check epoll("epoll_wait_waits_for_bytes", [](transcript& says) {
    const pipe_ends ends;
    const epoll_set set;
    set.add(ends.out, EPOLLIN);
    epoll_event found{};
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("epoll_wait", ::epoll_wait(set.fd, &found, 1, -1));
    says.call("found", found.events);
    says.call("data", found.data.u32);
});

const check epoll_time("epoll_wait_ends_after_its_time", [](transcript& says) {
    const pipe_ends ends;
    const epoll_set set;
    set.add(ends.out, EPOLLIN);
    epoll_event found{};
    const meanwhile others(says);
    const stopwatch time;
    says.call("epoll_wait", ::epoll_wait(set.fd, &found, 1, 200));
    says.fact("took its time", time.shows_at_least(200ms));
});

const check edges("epoll_wait_tells_an_edge_once", [](transcript& says) {
    const pipe_ends ends;
    const epoll_set set;
    set.add(ends.out, EPOLLIN | EPOLLET);
    epoll_event found{};
    {
        const meanwhile others(says, [&] { say(ends.in, "abc"); });
        says.call("epoll_wait", ::epoll_wait(set.fd, &found, 1, -1));
    }
    const meanwhile others(says);
    says.call("epoll_wait", ::epoll_wait(set.fd, &found, 1, 200));
});

const check once("epoll_wait_tells_a_oneshot_once", [](transcript& says) {
    const pipe_ends ends;
    const epoll_set set;
    set.add(ends.out, EPOLLIN | EPOLLONESHOT);
    epoll_event found{};
    {
        const meanwhile others(says, [&] { say(ends.in, "abc"); });
        says.call("epoll_wait", ::epoll_wait(set.fd, &found, 1, -1));
    }
    says.call("epoll_wait", ::epoll_wait(set.fd, &found, 1, 10));
});

const check added("epoll_wait_hears_of_a_late_member", [](transcript& says) {
    const pipe_ends ends;
    const epoll_set set;
    say(ends.in, "abc");
    epoll_event found{};
    const meanwhile others(says, [&] { set.add(ends.out, EPOLLIN); });
    says.call("epoll_wait", ::epoll_wait(set.fd, &found, 1, -1));
});

const check nested("epoll_wait_on_sets_of_sets", [](transcript& says) {
    const pipe_ends ends;
    const epoll_set sets[4];
    sets[0].add(ends.out, EPOLLIN);
    for (int i = 1; i < 4; ++i) sets[i].add(sets[i - 1].fd, EPOLLIN);
    epoll_event found{};
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("epoll_wait", ::epoll_wait(sets[3].fd, &found, 1, -1));
});

const check epoll_bad("epoll_wait_refuses_what_is_bad", [](transcript& says) {
    const pipe_ends ends;
    const epoll_set set;
    epoll_event found{};
    says.call("bad", ::epoll_wait(-1, &found, 1, -1));
    says.call("pipe", ::epoll_wait(ends.out, &found, 1, -1));
    says.call("none", ::epoll_wait(set.fd, &found, 0, -1));
});

const check with_pwait("epoll_pwait_waits_for_bytes", [](transcript& says) {
    const pipe_ends ends;
    const epoll_set set;
    set.add(ends.out, EPOLLIN);
    epoll_event found{};
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("epoll_pwait", ::epoll_pwait(set.fd, &found, 1, -1, nullptr));
});

const check with_pwait2(
    "epoll_pwait2_ends_after_its_time", [](transcript& says) {
        const epoll_set set;
        epoll_event found{};
        const timespec time{0, 200'000'000};
        const meanwhile others(says);
        const stopwatch clock;
        says.call("epoll_pwait2",
                  ::epoll_pwait2(set.fd, &found, 1, &time, nullptr));
        says.fact("took its time", clock.shows_at_least(200ms));
    });

} // namespace
} // namespace net::checks_select
