// sendfile(2) and splice(2).
#include <sys/sendfile.h>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_copy {
namespace {

constexpr std::size_t many = 4 * 1024 * 1024; // bytes

open_fd file_of(std::size_t size) {
    char name[] = "/tmp/check_XXXXXX";
    open_fd file(must(::mkstemp(name)));
    ::unlink(name);
    must(::ftruncate(file, static_cast<off_t>(size)));
    return file;
}

const check all("sendfile_sends_all", [](transcript& says) {
    const tcp_pair pair;
    const open_fd file = file_of(many);
    std::size_t n = 0;
    {
        const meanwhile others(says, [&] { n = read_all(pair.theirs, many); });
        says.call("sendfile", ::sendfile(pair.ours, file, nullptr, many));
    }
    says.call("read", static_cast<long long>(n));
    says.call("position", ::lseek(file, 0, SEEK_CUR));
    says.call("at the end", ::sendfile(pair.ours, file, nullptr, many));
});

const check a_part("sendfile_sends_from_a_place", [](transcript& says) {
    const tcp_pair pair;
    const open_fd file = file_of(1000);
    off_t at = 990;
    says.call("sendfile", ::sendfile(pair.ours, file, &at, many));
    says.call("place", at);
    says.call("position", ::lseek(file, 0, SEEK_CUR));
    char bytes[16];
    says.call("read", ::read(pair.theirs, bytes, sizeof bytes));
});

const check to_a_pipe("sendfile_to_a_pipe_waits", [](transcript& says) {
    const pipe_ends ends;
    const open_fd file = file_of(300'000);
    std::size_t n = 0;
    ssize_t sent = 0;
    {
        const meanwhile others(says, [&] { n = read_all(ends.out, 300'000); });
        // It may stop when the pipe is full.
        for (ssize_t one = 1; one > 0 && sent < 300'000; sent += one) {
            one = ::sendfile(ends.in, file, nullptr, 300'000);
        }
    }
    says.call("sent", sent);
    says.call("read", static_cast<long long>(n));
});

const check bad("sendfile_refuses_what_is_bad", [](transcript& says) {
    const tcp_pair pair;
    const pipe_ends ends;
    const open_fd file = file_of(10);
    says.call("to nowhere", ::sendfile(-1, file, nullptr, 1));
    says.call("from nowhere", ::sendfile(pair.ours, -1, nullptr, 1));
    says.call("nothing", ::sendfile(pair.ours, file, nullptr, 0));
    const open_fd write_only(must(::open("/dev/null", O_WRONLY)));
    says.call("not to be read", ::sendfile(pair.ours, write_only, nullptr, 1));
});

const check out_of_pipe("splice_waits_for_a_pipe", [](transcript& says) {
    const pipe_ends from;
    const pipe_ends to;
    const meanwhile others(says, [&] { say(from.in, "abc"); });
    says.call("splice", ::splice(from.out, nullptr, to.in, nullptr, 100, 0));
});

const check into_pipe("splice_waits_for_room_in_a_pipe", [](transcript& says) {
    const pipe_ends from;
    const pipe_ends to;
    say(from.in, "abc");
    must(::fcntl(to.in, F_SETPIPE_SZ, 4096));
    static const char page[4096] = {};
    say(to.in, {page, sizeof page});
    const meanwhile others(says, [&] { read_all(to.out, sizeof page); });
    says.call("splice", ::splice(from.out, nullptr, to.in, nullptr, 100, 0));
});

const check from_tcp("splice_waits_for_tcp", [](transcript& says) {
    const tcp_pair pair;
    const pipe_ends to;
    const meanwhile others(says, [&] { say(pair.theirs, "abc"); });
    says.call("splice", ::splice(pair.ours, nullptr, to.in, nullptr, 100, 0));
});

const check to_tcp("splice_sends_all_of_a_pipe", [](transcript& says) {
    const tcp_pair pair;
    const pipe_ends from;
    static const char block[60'000] = {};
    say(from.in, {block, sizeof block});
    says.call("splice",
              ::splice(from.out, nullptr, pair.ours, nullptr, sizeof block, 0));
    says.call("read",
              static_cast<long long>(read_all(pair.theirs, sizeof block)));
});

const check full_tcp("splice_waits_for_room_in_tcp", [](transcript& says) {
    const tcp_pair pair;
    const pipe_ends from;
    static const char block[60'000] = {};
    std::size_t sent = 0;
    for (ssize_t n = 0; n != -1; sent += static_cast<std::size_t>(n)) {
        n = ::send(pair.ours, block, sizeof block, MSG_DONTWAIT);
        if (n == -1) break;
    }
    say(from.in, {block, sizeof block});
    const meanwhile others(says, [&] { read_all(pair.theirs, sent); });
    says.call("splice",
              ::splice(from.out, nullptr, pair.ours, nullptr, sizeof block, 0));
});

const check at_once("splice_that_does_not_wait", [](transcript& says) {
    const pipe_ends from;
    const pipe_ends to;
    says.call("splice", ::splice(from.out, nullptr, to.in, nullptr, 100,
                                 SPLICE_F_NONBLOCK));
    must(::fcntl(from.out, F_SETFL, O_NONBLOCK));
    says.call("splice", ::splice(from.out, nullptr, to.in, nullptr, 100, 0));
    says.call("no pipe", ::splice(0, nullptr, 0, nullptr, 0, 0));
});

const check the_end("splice_ends_with_its_source", [](transcript& says) {
    pipe_ends from;
    const pipe_ends to;
    const meanwhile others(says, [&] { from.in.reset(); });
    says.call("splice", ::splice(from.out, nullptr, to.in, nullptr, 100, 0));
});

} // namespace
} // namespace net::checks_copy
