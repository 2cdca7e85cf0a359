// poll(2) and ppoll(2).
#include <poll.h>
#include <sys/epoll.h>

#include <vector>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_poll {
namespace {

using namespace std::chrono_literals;

const check waits("poll_waits_for_bytes", [](transcript& says) {
    const pipe_ends ends;
    pollfd set{ends.out, POLLIN, 0};
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("poll", ::poll(&set, 1, -1));
    says.call("found", set.revents);
});

const check room("poll_waits_for_room", [](transcript& says) {
    const socket_pair pair;
    while (::send(pair.ours, "x", 1, MSG_DONTWAIT) == 1) {
    }
    pollfd set{pair.ours, POLLOUT, 0};
    const meanwhile others(says, [&] {
        char bytes[4096];
        while (::recv(pair.theirs, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {
        }
    });
    says.call("poll", ::poll(&set, 1, -1));
    says.call("found", set.revents);
});

const check time_out("poll_ends_after_its_time", [](transcript& says) {
    const pipe_ends ends;
    pollfd set{ends.out, POLLIN, 1};
    const meanwhile others(says);
    const stopwatch time;
    says.call("poll", ::poll(&set, 1, 200));
    says.call("found", set.revents);
    says.fact("took its time", time.shows_at_least(200ms));
});

const check nothing("poll_of_nothing_is_a_sleep", [](transcript& says) {
    const meanwhile others(says);
    const stopwatch time;
    says.call("poll", ::poll(nullptr, 0, 200));
    says.fact("took its time", time.shows_at_least(200ms));
});

const check at_once("poll_without_a_wait", [](transcript& says) {
    const pipe_ends ends;
    pollfd set{ends.out, POLLIN, 0};
    says.call("poll", ::poll(&set, 1, 0));
});

const check closed(
    "poll_tells_of_a_bad_descriptor_at_once", [](transcript& says) {
        const pipe_ends ends;
        pollfd set[] = {{ends.out, POLLIN, 0}, {1000, POLLIN, 0}};
        says.call("poll", ::poll(set, 2, -1));
        says.call("first", set[0].revents);
        says.call("second", set[1].revents);
    });

const check ignored("poll_ignores_what_is_below_zero", [](transcript& says) {
    const pipe_ends ends;
    pollfd set[] = {{-1, POLLIN, 7}, {ends.out, POLLIN, 7}};
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("poll", ::poll(set, 2, -1));
    says.call("first", set[0].revents);
    says.call("second", set[1].revents);
});

const check a_file("poll_of_a_file_is_ready_at_once", [](transcript& says) {
    const open_fd file(must(::open("/etc/passwd", O_RDONLY)));
    pollfd set{file, POLLIN | POLLOUT, 0};
    says.call("poll", ::poll(&set, 1, -1));
    says.call("found", set.revents);
});

const check the_end("poll_waits_for_the_end", [](transcript& says) {
    pipe_ends ends;
    pollfd set{ends.out, POLLIN, 0};
    const meanwhile others(says, [&] { ends.in.reset(); });
    says.call("poll", ::poll(&set, 1, -1));
    says.call("found", set.revents);
});

const check unasked("poll_tells_of_an_end_unasked", [](transcript& says) {
    pipe_ends ends;
    say(ends.in, "abc"); // nobody asks for it
    pollfd set{ends.out, 0, 0};
    const meanwhile others(says, [&] { ends.in.reset(); });
    says.call("poll", ::poll(&set, 1, -1));
    says.call("found", set.revents);
});

const check half("poll_waits_for_half_an_end", [](transcript& says) {
    const tcp_pair pair;
    say(pair.theirs, "abc"); // nobody asks for it
    pollfd set{pair.ours, POLLRDHUP, 0};
    const meanwhile others(says, [&] { ::shutdown(pair.theirs, SHUT_WR); });
    says.call("poll", ::poll(&set, 1, -1));
    says.call("found", set.revents);
});

const check urgent("poll_waits_for_urgent_data", [](transcript& says) {
    const tcp_pair pair;
    say(pair.theirs, "abc"); // nobody asks for it
    pollfd set{pair.ours, POLLPRI, 0};
    const meanwhile others(says, [&] {
        must(static_cast<int>(::send(pair.theirs, "!", 1, MSG_OOB)));
    });
    says.call("poll", ::poll(&set, 1, -1));
    says.call("found", set.revents);
});

const check twice("poll_of_one_descriptor_twice", [](transcript& says) {
    const pipe_ends ends;
    pollfd set[] = {{ends.out, POLLIN, 0}, {ends.out, POLLRDNORM, 0}};
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("poll", ::poll(set, 2, -1));
    says.call("first", set[0].revents);
    says.call("second", set[1].revents);
});

/// As a server does that waits for an answer, and watches its client.
const check beside("poll_waits_for_an_end_beside_bytes", [](transcript& says) {
    const socket_pair answers;
    socket_pair client;
    pollfd set[] = {{answers.ours, POLLIN, 0}, {client.ours, 0, 0}};
    say(client.theirs, "bytes that nobody asks for");
    {
        const meanwhile others(says, [&] { say(answers.theirs, "abc"); });
        says.call("poll", ::poll(set, 2, -1));
    }
    says.call("found", set[0].revents);
    says.call("found", set[1].revents);
    char bytes[8];
    says.call("read", ::read(answers.ours, bytes, sizeof bytes));
    const meanwhile others(says, [&] { client.theirs.reset(); });
    says.call("poll", ::poll(set, 2, -1));
    says.call("found", set[0].revents);
    says.call("found", set[1].revents);
});

const check same_end("poll_tells_two_of_the_same_end", [](transcript& says) {
    socket_pair pair;
    int found[2] = {};
    const auto wait = [&](int& events) {
        pollfd set{pair.ours, 0, 0};
        ::poll(&set, 1, -1);
        events = set.revents;
    };
    {
        std::thread other([&] { wait(found[0]); });
        const meanwhile others(says, [&] { pair.theirs.reset(); });
        wait(found[1]);
        other.join();
    }
    says.call("found", found[0]);
    says.call("found", found[1]);
});

const check again("poll_of_an_end_outlives_a_number", [](transcript& says) {
    for (int i = 0; i < 2; ++i) { // the second has the first one's numbers
        socket_pair pair;
        pollfd set{pair.ours, 0, 0};
        says.call("poll", ::poll(&set, 1, 1));
        const open_fd copy(must(::dup(pair.ours)));
        const meanwhile others(says, [&] { pair.theirs.reset(); });
        says.call("poll", ::poll(&set, 1, -1));
        says.call("found", set.revents);
    }
});

const check many("poll_of_many_finds_the_one", [](transcript& says) {
    std::vector<pipe_ends> all(50);
    std::vector<pollfd> set;
    for (const pipe_ends& one : all) set.push_back({one.out, POLLIN, 0});
    const meanwhile others(says, [&] { say(all[37].in, "abc"); });
    says.call("poll", ::poll(set.data(), set.size(), -1));
    says.call("found", set[37].revents);
});

const check too_many("poll_refuses_too_many", [](transcript& says) {
    pollfd set{0, POLLIN, 0};
    says.call("poll", ::poll(&set, unseen<nfds_t>(1u << 30), -1));
});

const check changes("poll_is_not_told_of_what_another_takes",
                    [](transcript& says) {
                        const pipe_ends ends;
                        pollfd set{ends.out, POLLIN, 0};
                        const meanwhile others(says, [&] {
                            char byte;
                            say(ends.in, "a");
                            (void)!::read(ends.out, &byte, 1);
                        });
                        // It may have been seen or not; but the time is always
                        // ours.
                        const stopwatch time;
                        const int n = ::poll(&set, 1, 100);
                        says.fact("seen or timed out",
                                  n == 1 || time.shows_at_least(100ms));
                    });

const check set_of_sets("poll_of_an_epoll_set", [](transcript& says) {
    const pipe_ends ends;
    const open_fd set_fd(must(::epoll_create1(EPOLL_CLOEXEC)));
    epoll_event event{EPOLLIN, {}};
    must(::epoll_ctl(set_fd, EPOLL_CTL_ADD, ends.out, &event));
    pollfd set{set_fd, POLLIN, 0};
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("poll", ::poll(&set, 1, -1));
    says.call("found", set.revents);
});

const check with_ppoll("ppoll_waits_for_bytes", [](transcript& says) {
    const pipe_ends ends;
    pollfd set{ends.out, POLLIN, 0};
    const timespec time{10, 0};
    const meanwhile others(says, [&] { say(ends.in, "abc"); });
    says.call("ppoll", ::ppoll(&set, 1, &time, nullptr));
    says.call("time is as before", time.tv_sec);
});

const check ppoll_time("ppoll_ends_after_its_time", [](transcript& says) {
    const pipe_ends ends;
    pollfd set{ends.out, POLLIN, 0};
    const timespec time{0, 200'000'000};
    const timespec bad{0, -1};
    const stopwatch clock;
    {
        const meanwhile others(says);
        says.call("ppoll", ::ppoll(&set, 1, &time, nullptr));
    }
    says.fact("took its time", clock.shows_at_least(200ms));
    says.call("bad", ::ppoll(&set, 1, &bad, nullptr));
});

} // namespace
} // namespace net::checks_poll
