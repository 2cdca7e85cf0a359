// Proves the hooks: a task parks, all others run, and nothing else changes.
#include ANSWER

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <chrono>
#include <string>
#include <utility>

#include "01-blocking/socket.h"
#include "02-select-poll/nonblocking.h"
#include "exercises/hand_scheduler.h"
#include "exercises/in_child.h"
#include "exercises/story.h"

namespace {

/// What read() returns, in words.
std::string read_from(int fd, std::size_t size = 100) {
    std::string bytes(size, '\0');
    errno = 0;
    const ssize_t n = ::read(fd, bytes.data(), size);
    const int reason = errno;
    if (n == -1) return std::string("-1 ") + ::strerrorname_np(reason);
    if (n == 0) return "end";
    return bytes.substr(0, static_cast<std::size_t>(n));
}

void say(const net::unique_fd& to, const std::string& text) {
    (void)!::write(to.get(), text.data(), text.size());
}

/// Two ends of a stream, and tasks that use them.
struct conversation {
    std::pair<net::unique_fd, net::unique_fd> ends = net::connected_pair();
    net::hand_scheduler all; // gone before what it watches
    int fd = ends.first.get();
    std::string log;
};

// A read that blocks, blocks for ever here; so each test runs in a child.

TEST(read, parks_until_there_is_something) {
    net::story story;
    story.step("task a reads from a socket on which nothing has come");
    story.step("task b sleeps for 10 ms, and then writes to the other end");
    const std::string got = net::in_child([] {
        conversation c;
        c.all.spawn([&] { c.log += "a gets " + read_from(c.fd); });
        c.all.spawn([&] {
            c.all.tasks.sleep_for(std::chrono::milliseconds(10));
            c.log += "b writes, ";
            say(c.ends.second, "hello");
        });
        c.all.run();
        return c.log;
    });

    EXPECT_EQ(got, "b writes, a gets hello") << story.hint(1);
}

TEST(read, takes_what_is_there_at_once) {
    net::story story;
    story.step("5 bytes have come; a task reads 3, and then up to 100");
    const std::string got = net::in_child([] {
        conversation c;
        say(c.ends.second, "12345");
        c.all.spawn([&] {
            c.log += read_from(c.fd, 3) + " ";
            c.log += read_from(c.fd);
        });
        c.all.spawn([&] { c.log += ", then b"; });
        c.all.run();
        return c.log;
    });

    EXPECT_EQ(got, "123 45, then b") << story.hint(1);
}

TEST(read, tells_the_end_of_a_stream) {
    net::story story;
    story.step("task a reads; task b closes the other end");
    const std::string got = net::in_child([] {
        conversation c;
        c.all.spawn([&] { c.log += "a gets " + read_from(c.fd); });
        c.all.spawn([&] { c.ends.second.reset(); });
        c.all.run();
        return c.log;
    });

    EXPECT_EQ(got, "a gets end") << story.hint(1);
}

TEST(read, blocks_nobody_when_another_task_was_faster) {
    net::story story;
    story.step("two tasks read from one socket");
    story.step("a third one writes a byte, looks around, and writes another");
    const std::string got = net::in_child([] {
        conversation c;
        c.all.spawn([&] { c.log += "a" + read_from(c.fd, 1) + " "; });
        c.all.spawn([&] { c.log += "b" + read_from(c.fd, 1) + " "; });
        c.all.spawn([&] {
            say(c.ends.second, "1");
            for (int i = 0; i < 5; ++i) c.all.tasks.yield();
            c.log += "c ";
            say(c.ends.second, "2");
        });
        c.all.run();
        return c.log;
    });

    EXPECT_EQ(got, "a1 c b2 ") << story.hint(2);
}

TEST(read, leaves_the_descriptor_as_it_was) {
    net::story story;
    story.step(
        "a task reads, parked; another one looks at the flags of the "
        "descriptor, which its owner has made a blocking one");
    const std::string got = net::in_child([] {
        conversation c;
        const auto look = [&] {
            const bool is_changed = ::fcntl(c.fd, F_GETFL) & O_NONBLOCK;
            c.log += is_changed ? "changed " : "as it was ";
        };
        c.all.spawn([&] { read_from(c.fd); });
        c.all.spawn([&] {
            look();
            say(c.ends.second, "x");
        });
        c.all.run();
        look();
        return c.log;
    });

    EXPECT_EQ(got, "as it was as it was ") << story.hint(2);
}

TEST(read, never_parks_who_has_asked_not_to_wait) {
    net::story story;
    story.step("the descriptor is made non-blocking; nothing has come");
    story.step("a task reads");
    const std::string got = net::in_child([] {
        conversation c;
        net::set_nonblocking(c.fd);
        c.all.spawn([&] { c.log += "a gets " + read_from(c.fd); });
        c.all.spawn([&] { say(c.ends.second, "late"); });
        c.all.run();
        return c.log;
    });

    EXPECT_EQ(got, "a gets -1 EAGAIN") << story.hint(2);
}

TEST(read, fails_when_another_task_closes_the_descriptor) {
    net::story story;
    story.step("task a reads; task b closes a's own end");
    const std::string got = net::in_child([] {
        conversation c;
        c.all.spawn([&] { c.log += "a gets " + read_from(c.fd); });
        c.all.spawn([&] { c.ends.first.reset(); });
        c.all.run();
        return c.log;
    });

    EXPECT_EQ(got, "a gets -1 EBADF") << story.hint(3);
}

TEST(read, waits_for_a_number_that_is_used_again) {
    net::story story;
    story.step(
        "a task reads from a socket, closes both ends, and opens new "
        "ones, which get the same numbers");
    story.step("it reads again; another task writes to the new ones");
    const std::string got = net::in_child([] {
        conversation c;
        c.all.spawn([&] {
            c.log += read_from(c.fd) + " ";
            c.ends.first.reset();
            c.ends.second.reset();
            c.ends = net::connected_pair();
            c.log += c.ends.first.get() == c.fd ? "" : "(other numbers) ";
            c.log += read_from(c.fd);
        });
        c.all.spawn([&] {
            say(c.ends.second, "first");
            for (int i = 0; i < 5; ++i) c.all.tasks.yield();
            say(c.ends.second, "second");
        });
        c.all.run();
        return c.log;
    });

    EXPECT_EQ(got, "first second") << story.hint(3);
}

TEST(read, is_libcs_without_a_task) {
    net::story story;
    story.step(
        "no scheduler runs; something has come, and read() is called "
        "for it, and for a number that is no descriptor");
    const std::string got = net::in_child([] {
        const auto [ours, theirs] = net::connected_pair();
        say(theirs, "hello");
        return read_from(ours.get()) + " " + read_from(987);
    });

    EXPECT_EQ(got, "hello -1 EBADF") << story.hint(1);
}

TEST(read, reports_errors_on_a_task_as_well) {
    net::story story;
    story.step("a task reads from a number that is no descriptor");
    const std::string got = net::in_child([] {
        conversation c;
        c.all.spawn([&] { c.log = read_from(987); });
        c.all.run();
        return c.log;
    });

    EXPECT_EQ(got, "-1 EBADF") << story.hint(2);
}

} // namespace
