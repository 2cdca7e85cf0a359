// hooked_io.h, in a program that is linked with the hooks: main(), and so each
// of these tests, is a coroutine.
#include "06-hooked-io/hooked_io.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>

namespace hooked_io_test {

long kernel_thread() {
    return ::syscall(SYS_gettid);
}

struct pipe_ends {
    pipe_ends() {
        int ends[2];
        EXPECT_EQ(::pipe(ends), 0);
        out = ends[0];
        in = ends[1];
    }
    ~pipe_ends() {
        ::close(out);
        ::close(in);
    }
    char read_byte() const {
        char byte = 0;
        EXPECT_EQ(::read(out, &byte, 1), 1);
        return byte;
    }
    void write_byte(char byte) const { EXPECT_EQ(::write(in, &byte, 1), 1); }

    int out;
    int in;
};

TEST(hooked_io, go_starts_a_coroutine_on_the_same_thread) {
    const pipe_ends pipe;
    long thread = 0;

    net::go([&] {
        thread = kernel_thread();
        pipe.write_byte('x');
    });

    EXPECT_EQ(pipe.read_byte(), 'x');
    EXPECT_EQ(thread, kernel_thread());
}

TEST(hooked_io, os_thread_starts_a_thread_whose_calls_are_plain) {
    const pipe_ends question;
    const pipe_ends answer;
    long thread = 0;
    bool parks = true;

    net::os_thread([&] {
        thread = kernel_thread();
        parks = net::hooked_task() != nullptr;
        answer.write_byte(question.read_byte()); // blocks it, and nobody else
    });
    question.write_byte('x');

    EXPECT_EQ(answer.read_byte(), 'x');
    EXPECT_NE(thread, kernel_thread());
    EXPECT_FALSE(parks);
}

TEST(hooked_io, locks_work_between_a_coroutine_and_an_os_thread) {
    std::mutex mutex;
    std::condition_variable changed;
    int turn = 0;
    const auto take_turns = [&](int first) {
        for (int i = first; i < 100; i += 2) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return turn == i; });
            ++turn;
            changed.notify_all();
        }
    };

    net::os_thread([&] { take_turns(1); });
    take_turns(0);

    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return turn == 100; });
}

TEST(hooked_io, an_os_thread_can_start_a_coroutine) {
    const pipe_ends pipe;
    long thread = 0;

    net::os_thread([&] {
        net::go([&] {
            thread = kernel_thread();
            pipe.write_byte('x');
        });
    });

    pipe.read_byte();
    EXPECT_EQ(thread, kernel_thread());
}

TEST(hooked_io, hooks_off_is_a_scope_in_which_nobody_else_runs) {
    bool has_run = false;
    net::go([&] { has_run = true; });
    {
        const net::hooks_off plain;
        ::usleep(1000);
        EXPECT_FALSE(has_run);
    }
    ::usleep(1000);
    EXPECT_TRUE(has_run);
}

TEST(hooked_io, hooks_off_nests_for_c_too) {
    bool has_run = false;
    net::go([&] { has_run = true; });

    hooked_io_hooks_off();
    hooked_io_hooks_off();
    hooked_io_hooks_on();
    ::usleep(1000);
    EXPECT_FALSE(has_run);
    hooked_io_hooks_on();
    hooked_io_hooks_on(); // one too many
    ::usleep(1000);
    EXPECT_TRUE(has_run);
}

TEST(hooked_io, starts_both_kinds_for_c_too) {
    static const pipe_ends* pipe;
    const pipe_ends pipe_of_test;
    pipe = &pipe_of_test;
    const auto write = [](void* byte) {
        pipe->write_byte(*static_cast<char*>(byte));
    };
    char byte = 'c';

    EXPECT_EQ(hooked_io_go(write, &byte), 0);
    EXPECT_EQ(pipe->read_byte(), 'c');
    EXPECT_EQ(hooked_io_os_thread(write, &byte), 0);
    EXPECT_EQ(pipe->read_byte(), 'c');
}

} // namespace hooked_io_test
