// Proves the check against wrong and right tasks, and then the reads.
#include ANSWER

#include <gtest/gtest.h>

#include <string>

#include "exercises/06-hooked-io/4-wrong-waiter/reference.h"
#include "exercises/in_child.h"
#include "exercises/story.h"

namespace {

// Who waits for ever or crashes, does it in a child process.

TEST(check, catches_tasks_that_wait_for_a_number) {
    net::story story;
    story.step("your wakes_nobody_else() is given tasks with the bug");
    const std::string got = net::in_child([] {
        return answer::wakes_nobody_else<reference::wrong_tasks>()
                   ? "it has found nothing wrong"
                   : "caught";
    });

    EXPECT_NE(got, "it has found nothing wrong") << story.hint(1);
}

TEST(check, passes_tasks_that_are_right) {
    net::story story;
    story.step("your wakes_nobody_else() is given tasks without the bug");
    const std::string got = net::in_child([] {
        return answer::wakes_nobody_else<reference::right_tasks>()
                   ? "passed"
                   : "it blames the innocent";
    });

    EXPECT_EQ(got, "passed") << story.hint(1);
}

/// Two ends of a stream, the first of which is closed by tasks only.
struct stream {
    stream() : stream(net::connected_pair()) {}
    explicit stream(std::pair<net::unique_fd, net::unique_fd> ends)
        : fd(ends.first.release()), peer(std::move(ends.second)) {}

    void say(const std::string& text) const {
        (void)!::write(peer.get(), text.data(), text.size());
    }

    int fd;
    net::unique_fd peer;
};

std::string read_from(answer::parked_reads& tasks, int fd) {
    char bytes[64];
    errno = 0;
    const ssize_t n = tasks.read(fd, bytes, sizeof bytes);
    if (n == -1) return std::string("-1 ") + ::strerrorname_np(errno);
    return n == 0 ? "end" : std::string(bytes, static_cast<std::size_t>(n));
}

TEST(parked_reads, park_until_something_comes) {
    net::story story;
    story.step("task a reads; task b writes to the other end");
    const std::string got = net::in_child([] {
        answer::parked_reads tasks;
        const stream one;
        std::string log;
        tasks.spawn([&] { log += "a gets " + read_from(tasks, one.fd); });
        tasks.spawn([&] {
            log += "b, ";
            one.say("hello");
        });
        tasks.run();
        return log;
    });

    EXPECT_EQ(got, "b, a gets hello") << story.hint(2);
}

TEST(parked_reads, hear_that_their_descriptor_was_closed) {
    net::story story;
    story.step("task a reads; task b closes the descriptor");
    const std::string got = net::in_child([] {
        answer::parked_reads tasks;
        const stream one;
        std::string log;
        tasks.spawn([&] { log += "a gets " + read_from(tasks, one.fd); });
        tasks.spawn([&] { tasks.close(one.fd); });
        tasks.run();
        return log;
    });

    EXPECT_EQ(got, "a gets -1 EBADF") << story.hint(2);
}

TEST(parked_reads, are_not_woken_by_who_has_the_number_next) {
    net::story story;
    story.step("task a reads from a connection; nothing comes");
    story.step(
        "task b closes it, for it was silent too long, and opens "
        "another one, which gets the same number");
    story.step("a password comes on the new one, and b reads");
    const std::string got = net::in_child([] {
        answer::parked_reads tasks;
        const stream old_one;
        std::string a, b;
        tasks.spawn([&] { a = "a gets " + read_from(tasks, old_one.fd); });
        tasks.spawn([&] {
            tasks.close(old_one.fd);
            const stream new_one;
            if (new_one.fd != old_one.fd) b = "(another number) ";
            new_one.say("secret");
            b += "b gets " + read_from(tasks, new_one.fd);
        });
        try {
            tasks.run();
        } catch (const std::runtime_error& error) {
            b += error.what();
        }
        return a + ", " + b;
    });

    EXPECT_EQ(got, "a gets -1 EBADF, b gets secret") << story.hint(2);
}

TEST(parked_reads, get_what_comes_when_both_wait) {
    net::story story;
    story.step(
        "task a reads; task b closes that, and reads from a new "
        "connection with the same number; both wait");
    story.step("task c writes to the new one");
    const std::string got = net::in_child([] {
        answer::parked_reads tasks;
        const stream old_one;
        stream new_one{{}};
        std::string a, b;
        tasks.spawn([&] { a = "a gets " + read_from(tasks, old_one.fd); });
        tasks.spawn([&] {
            tasks.close(old_one.fd);
            new_one = stream();
            b = "b gets " + read_from(tasks, new_one.fd);
        });
        tasks.spawn([&] { new_one.say("secret"); });
        try {
            tasks.run();
        } catch (const std::runtime_error& error) {
            b += error.what();
        }
        return a + ", " + b;
    });

    EXPECT_EQ(got, "a gets -1 EBADF, b gets secret") << story.hint(3);
}

TEST(parked_reads, of_other_descriptors_go_on_waiting) {
    net::story story;
    story.step(
        "tasks a and b read from two connections; c closes a's, and "
        "then writes to b's");
    const std::string got = net::in_child([] {
        answer::parked_reads tasks;
        const stream first, second;
        std::string log;
        tasks.spawn([&] { log += "a " + read_from(tasks, first.fd) + ", "; });
        tasks.spawn([&] { log += "b " + read_from(tasks, second.fd); });
        tasks.spawn([&] {
            tasks.close(first.fd);
            second.say("hello");
        });
        tasks.run();
        return log;
    });

    EXPECT_EQ(got, "a -1 EBADF, b hello") << story.hint(3);
}

TEST(parked_reads, may_be_closed_when_they_have_just_been_woken) {
    net::story story;
    story.step("tasks a and b read; something comes for both");
    story.step(
        "a has its turn, closes b's descriptor, and opens another one "
        "with that number, on which a secret comes");
    const std::string got = net::in_child([] {
        answer::parked_reads tasks;
        const stream first, second;
        stream third{{}};
        std::string log;
        tasks.spawn([&] {
            log += "a " + read_from(tasks, first.fd) + ", ";
            tasks.close(second.fd);
            third = stream();
            log += third.fd == second.fd ? "" : "(another number) ";
            third.say("secret");
        });
        tasks.spawn([&] { log += "b " + read_from(tasks, second.fd); });
        tasks.spawn([&] {
            first.say("hello");
            second.say("hello");
        });
        tasks.run();
        return log;
    });

    EXPECT_EQ(got, "a hello, b -1 EBADF") << story.hint(3);
}

} // namespace
