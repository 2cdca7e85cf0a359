// O_NONBLOCK, by every route; and the time-outs of sockets.
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_flags {
namespace {

using namespace std::chrono_literals;

void try_to_read(transcript& says, int fd) {
    char byte;
    says.call("read", ::read(fd, &byte, 1));
}

const check by_socket("nonblocking_from_socketpair", [](transcript& says) {
    const socket_pair pair(SOCK_STREAM | SOCK_NONBLOCK);
    try_to_read(says, pair.ours);
    says.fact("is non-blocking", is_nonblocking(pair.ours));
});

const check by_pipe("nonblocking_from_pipe2", [](transcript& says) {
    int ends[2];
    must(::pipe2(ends, O_NONBLOCK));
    try_to_read(says, ends[0]);
});

const check by_fcntl("nonblocking_by_fcntl_and_back", [](transcript& says) {
    const socket_pair pair;
    must(::fcntl(pair.ours, F_SETFL, O_NONBLOCK));
    try_to_read(says, pair.ours);
    must(::fcntl(pair.ours, F_SETFL, 0));
    const meanwhile others(says, [&] { say(pair.theirs, "abc"); });
    try_to_read(says, pair.ours);
});

const check by_ioctl("nonblocking_by_ioctl_and_back", [](transcript& says) {
    const socket_pair pair;
    int on = 1;
    must(::ioctl(pair.ours, FIONBIO, &on));
    try_to_read(says, pair.ours);
    int off = 0;
    must(::ioctl(pair.ours, FIONBIO, &off));
    const meanwhile others(says, [&] { say(pair.theirs, "abc"); });
    try_to_read(says, pair.ours);
});

const check by_copy("nonblocking_through_a_copy", [](transcript& says) {
    const socket_pair pair;
    const open_fd copy(must(::dup(pair.ours)));
    must(::fcntl(copy, F_SETFL, O_NONBLOCK));
    try_to_read(says, pair.ours);
    must(::fcntl(pair.ours, F_SETFL, 0));
    const meanwhile others(says, [&] { say(pair.theirs, "abc"); });
    try_to_read(says, copy);
});

const check by_child("nonblocking_by_a_child", [](transcript& says) {
    const socket_pair pair;
    const pid_t child = must(::fork());
    if (child == 0) {
        ::fcntl(pair.ours, F_SETFL, O_NONBLOCK);
        ::_exit(0);
    }
    must(::waitpid(child, nullptr, 0));
    try_to_read(says, pair.ours);
});

const check by_gift("nonblocking_by_who_was_given_it", [](transcript& says) {
    const socket_pair pair;
    const pipe_ends ends;
    give(pair.ours, ends.out);
    const open_fd given(take(pair.theirs));
    must(::fcntl(given, F_SETFL, O_NONBLOCK));
    try_to_read(says, ends.out);
    try_to_read(says, given);
});

const check writes("nonblocking_write_writes_a_part", [](transcript& says) {
    const pipe_ends ends;
    must(::fcntl(ends.in, F_SETPIPE_SZ, 4096));
    must(::fcntl(ends.in, F_SETFL, O_NONBLOCK));
    static const char many[10'000] = {};
    says.call("write", ::write(ends.in, many, sizeof many));
    says.call("write", ::write(ends.in, many, sizeof many));
});

const check writes_tcp("nonblocking_write_to_tcp_ends", [](transcript& says) {
    const tcp_pair pair;
    must(::fcntl(pair.ours, F_SETFL, O_NONBLOCK));
    static const char many[64 * 1024] = {};
    while (::write(pair.ours, many, sizeof many) > 0) {
    }
    says.call("write", ::write(pair.ours, many, sizeof many));
});

const check stays("flags_are_as_they_were_after_a_wait", [](transcript& says) {
    const pipe_ends ends;
    const tcp_pair pair;
    {
        const meanwhile others(says, [&] {
            says.fact("while", is_nonblocking(ends.out));
            says.fact("other end", is_nonblocking(ends.in));
            say(ends.in, "a");
        });
        try_to_read(says, ends.out);
    }
    {
        const meanwhile others(says, [&] {
            says.fact("while", is_nonblocking(pair.ours));
            says.fact("other end", is_nonblocking(pair.theirs));
            say(pair.theirs, "a");
        });
        try_to_read(says, pair.ours);
    }
    says.call("pipe", must(::fcntl(ends.out, F_GETFL)));
    says.call("tcp", must(::fcntl(pair.ours, F_GETFL)));
});

const check untouched("fcntl_commands_reach_the_kernel", [](transcript& says) {
    const pipe_ends ends;
    says.call("F_SETPIPE_SZ", ::fcntl(ends.in, F_SETPIPE_SZ, 4096));
    says.call("F_GETPIPE_SZ", ::fcntl(ends.in, F_GETPIPE_SZ));
    says.call("F_GETFD", ::fcntl(ends.in, F_GETFD));
    says.call("F_SETFD", ::fcntl(ends.in, F_SETFD, 0));
    says.call("F_GETFD", ::fcntl(ends.in, F_GETFD));
    struct flock lock {};
    says.call("F_GETLK", ::fcntl(ends.in, F_GETLK, &lock));
    says.call("bad", ::fcntl(-1, F_GETFL));
    says.call("no command", ::fcntl(ends.in, 12345));
    int n = 0;
    say(ends.in, "abc");
    says.call("FIONREAD", ::ioctl(ends.out, FIONREAD, &n));
    says.call("bytes", n);
});

const check receive_time("timeout_of_a_read", [](transcript& says) {
    const tcp_pair pair;
    set_timeout(pair.ours, SO_RCVTIMEO, 200ms);
    const meanwhile others(says);
    const stopwatch time;
    try_to_read(says, pair.ours);
    says.fact("took its time", time.shows_at_least(200ms));
});

const check again("timeout_of_a_read_after_a_short_one", [](transcript& says) {
    const tcp_pair pair;
    set_timeout(pair.ours, SO_RCVTIMEO, 200ms);
    say(pair.theirs, "abc");
    char bytes[8];
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
    const meanwhile others(says);
    try_to_read(says, pair.ours);
    says.text("then", "more");
    say(pair.theirs, "d");
    try_to_read(says, pair.ours);
});

const check by_the_copy("timeout_through_a_copy", [](transcript& says) {
    const socket_pair pair;
    const open_fd copy(must(::dup(pair.ours)));
    set_timeout(copy, SO_RCVTIMEO, 200ms);
    const meanwhile others(says);
    try_to_read(says, pair.ours);
});

const check none("timeout_of_zero_is_none", [](transcript& says) {
    const tcp_pair pair;
    set_timeout(pair.ours, SO_RCVTIMEO, 20ms);
    try_to_read(says, pair.ours);
    set_timeout(pair.ours, SO_RCVTIMEO, 0ms);
    const meanwhile others(says, [&] {
        ::usleep(50'000);
        say(pair.theirs, "abc");
    });
    try_to_read(says, pair.ours);
});

const check kept("timeout_is_given_back_as_it_was_set", [](transcript& says) {
    const tcp_pair pair;
    set_timeout(pair.ours, SO_RCVTIMEO, 1500ms);
    timeval time{};
    socklen_t size = sizeof time;
    says.call("getsockopt",
              ::getsockopt(pair.ours, SOL_SOCKET, SO_RCVTIMEO, &time, &size));
    says.call("seconds", time.tv_sec);
    says.call("microseconds", time.tv_usec);
    const timeval bad{0, -1};
    says.call("bad", ::setsockopt(pair.ours, SOL_SOCKET, SO_RCVTIMEO, &bad,
                                  sizeof bad));
});

const check part("timeout_of_waitall_gives_a_part", [](transcript& says) {
    const tcp_pair pair;
    set_timeout(pair.ours, SO_RCVTIMEO, 200ms);
    say(pair.theirs, "abc");
    char bytes[8];
    const meanwhile others(says);
    says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, MSG_WAITALL));
    says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, MSG_WAITALL));
});

const check send_time("timeout_of_a_write", [](transcript& says) {
    const socket_pair pair;
    while (::send(pair.ours, "x", 1, MSG_DONTWAIT) == 1) {
    }
    set_timeout(pair.ours, SO_SNDTIMEO, 200ms);
    const meanwhile others(says);
    const stopwatch time;
    says.call("write", ::write(pair.ours, "x", 1));
    says.fact("took its time", time.shows_at_least(200ms));
});

const check send_part("timeout_of_a_write_gives_a_part", [](transcript& says) {
    const tcp_pair pair;
    set_timeout(pair.ours, SO_SNDTIMEO, 200ms);
    static const char many[8 * 1024 * 1024] = {};
    const meanwhile others(says);
    const ssize_t n = ::write(pair.ours, many, sizeof many);
    says.fact("a part", n > 0 && n < static_cast<ssize_t>(sizeof many));
});

} // namespace
} // namespace net::checks_flags
