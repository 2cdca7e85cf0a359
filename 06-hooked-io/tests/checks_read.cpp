// read(2) and readv(2).
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

#include <array>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_read {
namespace {

using namespace std::chrono_literals;

const check a_pipe("read_waits_for_a_pipe", [](transcript& says) {
    const pipe_ends ends;
    const meanwhile others(says, [&] { say(ends.in, "abc"); });

    char bytes[8];
    says.call("read", ::read(ends.out, bytes, sizeof bytes));
});

const check what_is_there("read_takes_what_is_there", [](transcript& says) {
    const socket_pair pair;
    say(pair.theirs, "abcdef");

    char bytes[4];
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
    says.text("bytes", {bytes, 4});
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
    says.text("bytes", {bytes, 2});
});

const check a_pair("read_waits_for_a_local_socket", [](transcript& says) {
    const socket_pair pair;
    const meanwhile others(says, [&] { say(pair.theirs, "abc"); });

    char bytes[8];
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
});

const check a_connection("read_waits_for_tcp", [](transcript& says) {
    const tcp_pair pair;
    const meanwhile others(says, [&] { say(pair.theirs, "abc"); });

    char bytes[8];
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
});

const check again("read_waits_again_after_a_short_one", [](transcript& says) {
    const tcp_pair pair;
    say(pair.theirs, "abc");
    char bytes[8];
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));

    const meanwhile others(says, [&] { say(pair.theirs, "de"); });
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
    says.text("bytes", {bytes, 2});
});

const check the_end("read_waits_for_the_end", [](transcript& says) {
    pipe_ends ends;
    const meanwhile others(says, [&] { ends.in.reset(); });

    char bytes[8];
    says.call("read", ::read(ends.out, bytes, sizeof bytes));
});

const check tcp_end("read_waits_for_the_end_of_tcp", [](transcript& says) {
    tcp_pair pair;
    say(pair.theirs, "abc");
    char bytes[8];
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));

    const meanwhile others(says, [&] { pair.theirs.reset(); });
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
});

const check a_reset("read_tells_of_a_reset", [](transcript& says) {
    tcp_pair pair;
    const linger at_once{1, 0};
    must(::setsockopt(pair.theirs, SOL_SOCKET, SO_LINGER, &at_once,
                      sizeof at_once));
    const meanwhile others(says, [&] { pair.theirs.reset(); });

    char bytes[8];
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
});

const check nothing("read_of_no_bytes_does_not_wait", [](transcript& says) {
    const pipe_ends ends;
    const socket_pair pair;
    const tcp_pair connection;

    says.call("pipe", ::read(ends.out, nullptr, 0));
    says.call("local", ::read(pair.ours, nullptr, 0));
    says.call("tcp", ::read(connection.ours, nullptr, 0));
});

const check bad("read_refuses_what_is_bad", [](transcript& says) {
    const pipe_ends ends;
    const socket_pair pair;
    char byte = 0;

    says.call("no descriptor", ::read(-1, &byte, 1));
    says.call("not open", ::read(1000, &byte, 1));
    says.call("not for reading", ::read(ends.in, &byte, 1));
    say(pair.theirs, "a");
    says.call("nowhere", ::read(pair.ours, nowhere(), 1));
    says.call("still there", ::read(pair.ours, &byte, 1));
});

const check a_file("read_of_a_file_ends_with_it", [](transcript& says) {
    char name[] = "/tmp/check_XXXXXX";
    const open_fd file(must(::mkstemp(name)));
    ::unlink(name);
    say(file, "abc");
    must(static_cast<int>(::lseek(file, 1, SEEK_SET)));

    char bytes[8];
    says.call("read", ::read(file, bytes, sizeof bytes));
    says.call("read", ::read(file, bytes, sizeof bytes));
});

const check a_folder("read_of_a_folder_fails", [](transcript& says) {
    const open_fd folder(must(::open("/", O_RDONLY | O_DIRECTORY)));
    char byte;
    says.call("read", ::read(folder, &byte, 1));
});

const check a_datagram("read_takes_one_datagram", [](transcript& says) {
    const socket_pair pair(SOCK_DGRAM);
    const meanwhile others(says, [&] {
        say(pair.theirs, "abcdef");
        say(pair.theirs, "gh");
    });

    char bytes[4];
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
});

const check two("read_by_two_gets_each_byte_once", [](transcript& says) {
    const pipe_ends ends;
    char first = 0;
    char second = 0;
    ssize_t n = 0;
    {
        const meanwhile others(says, [&] { say(ends.in, "xy"); });
        std::thread other([&] { n = ::read(ends.out, &second, 1); });
        says.call("read", ::read(ends.out, &first, 1));
        other.join();
    }
    says.call("read", n);
    says.fact("both", first + second == 'x' + 'y');
});

const check into_pieces("readv_waits_and_fills_pieces", [](transcript& says) {
    const socket_pair pair;
    const meanwhile others(says, [&] { say(pair.theirs, "abcde"); });

    char first[2];
    char second[8];
    const iovec pieces[] = {{first, 2}, {second, 8}};
    says.call("readv", ::readv(pair.ours, pieces, 2));
    says.text("bytes", {second, 3});
});

const check pieces_of_pipe("readv_waits_for_a_pipe", [](transcript& says) {
    const pipe_ends ends;
    const meanwhile others(says, [&] { say(ends.in, "abcde"); });

    char first[2];
    char second[8];
    const iovec pieces[] = {{first, 2}, {second, 8}};
    says.call("readv", ::readv(ends.out, pieces, 2));
});

const check bad_count("readv_refuses_a_bad_count", [](transcript& says) {
    const socket_pair pair;
    const iovec piece{nullptr, 0};

    says.call("below zero", ::readv(pair.ours, &piece, unseen(-1)));
    says.call("too many", ::readv(pair.ours, &piece, unseen(1025)));
    says.call("none", ::readv(pair.ours, &piece, 0));
    says.call("of nothing", ::readv(pair.ours, &piece, 1));
});

const check a_counter("read_waits_for_an_eventfd", [](transcript& says) {
    const open_fd counter(must(::eventfd(0, EFD_CLOEXEC)));
    const meanwhile others(says, [&] { ::eventfd_write(counter, 3); });

    eventfd_t value = 0;
    says.call("read", ::eventfd_read(counter, &value));
    says.call("value", static_cast<long long>(value));
});

const check a_timer("read_waits_for_a_timerfd", [](transcript& says) {
    const open_fd timer(must(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)));
    const itimerspec once{{}, {0, 50'000'000}};
    const stopwatch time;
    must(::timerfd_settime(timer, 0, &once, nullptr));
    const meanwhile others(says);

    std::uint64_t expiries = 0;
    says.call("read", ::read(timer, &expiries, sizeof expiries));
    says.call("expiries", static_cast<long long>(expiries));
    says.fact("took its time", time.shows_at_least(49ms));
});

} // namespace
} // namespace net::checks_read
