#include "05-ucontext-coroutines/descriptor_waits.h"

#include <fcntl.h>

#include <array>

#include "05-ucontext-coroutines/condition.h"
#include "05-ucontext-coroutines/tests/by_hand.h"

namespace descriptor_waits_test {

using namespace std::chrono_literals;
using net::interest;

net::descriptor_wait wait_for(int fd, interest what) {
    return {{}, fd, what};
}

class descriptor_waits : public net::by_hand {
protected:
    ~descriptor_waits() override { tasks.reset(); } // before what it watches

    /// In a task: what `fd` is found ready for; none after the deadline.
    interest await(
        int fd, interest what,
        net::scheduler::time_point deadline = net::scheduler::never) {
        net::descriptor_wait one = wait_for(fd, what);
        const bool over = tasks->descriptors().wait(one, "a test of", deadline);
        EXPECT_EQ(over, one.forgotten || one.found != interest::none);
        if (one.forgotten) log += "forgotten ";
        return one.found;
    }

    /// A task that waits for one of two things, and says when it has come.
    void spawn_reader(int fd, const char* name) {
        tasks->spawn([this, fd, name] {
            if (await(fd, interest::readable) != interest::none) log += name;
        });
    }
    void spawn_writer(int fd, const char* name) {
        tasks->spawn([this, fd, name] {
            if (await(fd, interest::writable) != interest::none) log += name;
        });
    }

    std::pair<net::unique_fd, net::unique_fd> pair = net::nonblocking_pair();
    const int ours = pair.first.get();
    net::unique_fd& theirs = pair.second;
};

/// Fills a socket until nothing more goes in.
void fill(int fd) {
    const std::string bytes(4096, 'x');
    while (::write(fd, bytes.data(), bytes.size()) > 0) {
    }
}

/// Takes out what is there.
void drain(int fd) {
    std::array<char, 4096> bytes;
    while (::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT) > 0) {
    }
}

TEST_F(descriptor_waits, last_until_there_is_something_to_read) {
    spawn_reader(ours, "read");
    run_until_quiet();
    EXPECT_EQ(log, "");

    net::say(theirs, "x");

    run_until_quiet();
    EXPECT_EQ(log, "read");
}

TEST_F(descriptor_waits, last_until_there_is_room_to_write) {
    fill(ours);
    spawn_writer(ours, "written");
    run_until_quiet();
    EXPECT_EQ(log, "");

    drain(theirs.get());

    run_until_quiet();
    EXPECT_EQ(log, "written");
}

TEST_F(descriptor_waits, tell_of_a_hang_up_both_who_reads_and_who_writes) {
    fill(ours);
    spawn_reader(ours, "read ");
    spawn_writer(ours, "written ");
    run_until_quiet();

    theirs.reset();

    run_until_quiet();
    EXPECT_EQ(log, "read written ");
}

TEST_F(descriptor_waits, of_a_reader_and_a_writer_do_not_disturb_each_other) {
    fill(ours);
    spawn_reader(ours, "read ");
    spawn_writer(ours, "written ");
    run_until_quiet();

    net::say(theirs, "x");
    run_until_quiet();
    EXPECT_EQ(log, "read ");
    drain(theirs.get());
    run_until_quiet();
    EXPECT_EQ(log, "read written ");
    EXPECT_EQ(calls.adds, 2); // the wake-up pipe, and ours once
}

TEST_F(descriptor_waits, of_a_writer_do_not_disturb_a_reader) {
    spawn_reader(ours, "read ");
    spawn_writer(ours, "written ");
    run_until_quiet();

    EXPECT_EQ(log, "written ");
    net::say(theirs, "x");
    run_until_quiet();
    EXPECT_EQ(log, "written read ");
}

TEST_F(descriptor_waits, of_two_readers_end_both) {
    spawn_reader(ours, "first ");
    spawn_reader(ours, "second ");
    run_until_quiet();

    net::say(theirs, "x");

    run_until_quiet();
    EXPECT_EQ(log, "first second ");
}

TEST_F(descriptor_waits, end_at_the_deadline_and_not_before) {
    run_task([&] { log += "x"; });
    tasks->spawn([&] {
        EXPECT_EQ(await(ours, interest::readable, now + 10s), interest::none);
        log += " over";
    });
    run_until_quiet();

    now += 10s - 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "x");
    now += 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "x over");
}

TEST_F(descriptor_waits, prefer_what_has_come_to_a_deadline_that_has) {
    tasks->spawn([&] {
        EXPECT_EQ(await(ours, interest::readable, now + 10s),
                  interest::readable);
        log += "read";
    });
    run_until_quiet();

    now += 10s;
    net::say(theirs, "x");

    run_until_quiet();
    EXPECT_EQ(log, "read");
}

TEST_F(descriptor_waits, that_are_over_are_not_woken_by_what_comes_late) {
    net::condition never_met;
    tasks->spawn([&] {
        EXPECT_EQ(await(ours, interest::readable, now + 10s), interest::none);
        never_met.wait();
        FAIL() << "woken by what it no longer waited for";
    });
    run_until_quiet();
    now += 10s;
    run_until_quiet();

    net::say(theirs, "x");

    run_until_quiet();
    EXPECT_EQ(tasks->size(), 1u);
}

TEST_F(descriptor_waits, may_be_for_several_and_say_which) {
    auto other = net::nonblocking_pair();
    std::array set{wait_for(ours, interest::readable),
                   wait_for(other.first.get(), interest::readable),
                   wait_for(other.first.get(), interest::writable)};
    fill(other.first.get());
    const auto wait_for_set = [&] {
        tasks->spawn([&] {
            const auto n = tasks->descriptors().wait(set, "some of", now + 10s);
            log += std::to_string(n) + ":";
            for (const auto& one : set) {
                log += one.found == interest::none ? '-' : '+';
            }
            log += ' ';
        });
        run_until_quiet();
    };

    wait_for_set();
    net::say(other.second, "x");
    run_until_quiet();
    EXPECT_EQ(log, "1:-+- ");

    wait_for_set(); // the same objects again
    EXPECT_EQ(log, "1:-+- 1:-+- ");

    drain(other.first.get());
    wait_for_set();
    net::say(theirs, "x");
    drain(other.second.get());
    run_until_quiet();
    EXPECT_EQ(log, "1:-+- 1:-+- 2:+-+ ");

    drain(ours);
    fill(other.first.get());
    wait_for_set();
    now += 10s;
    run_until_quiet();
    EXPECT_EQ(log, "1:-+- 1:-+- 2:+-+ 0:--- ");
    tasks.reset();
}

TEST_F(descriptor_waits, may_be_for_none_and_last_until_the_deadline) {
    tasks->spawn([&] {
        EXPECT_EQ(tasks->descriptors().wait({}, "nothing", now + 10s), 0u);
        log += "over";
    });
    run_until_quiet();
    EXPECT_EQ(log, "");

    now += 10s;

    run_until_quiet();
    EXPECT_EQ(log, "over");
}

TEST_F(descriptor_waits, are_over_at_once_for_a_regular_file) {
    const net::unique_fd file(
        net::check(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC), "open"));
    std::array set{wait_for(ours, interest::readable),
                   wait_for(file.get(), interest::both)};

    run_task([&] {
        EXPECT_EQ(await(file.get(), interest::readable), interest::readable);
        EXPECT_EQ(
            tasks->descriptors().wait(set, "some of", net::scheduler::never),
            1u);
    });

    EXPECT_EQ(set[0].found, interest::none);
    EXPECT_EQ(set[1].found, interest::both);
    net::say(theirs, "x"); // harms nobody: nobody waits any more
    run_until_quiet();
}

TEST_F(descriptor_waits, throw_for_what_is_no_descriptor) {
    const int closed = net::unique_fd(::dup(ours)).get();
    run_task([&] {
        for (const int fd : {closed, -1}) {
            std::array set{wait_for(ours, interest::readable),
                           wait_for(fd, interest::readable)};
            try {
                tasks->descriptors().wait(set, "some of",
                                          net::scheduler::never);
                ADD_FAILURE() << "it has not thrown";
            } catch (const std::system_error& failure) {
                EXPECT_EQ(failure.code(), std::errc::bad_file_descriptor);
            }
            // They stand in no list any more, and may be used again.
            EXPECT_FALSE(set[0].is_linked());
        }
    });
}

TEST_F(descriptor_waits, end_when_the_descriptor_is_forgotten) {
    spawn_reader(ours, "read");
    spawn_writer(ours, "written");
    fill(ours);
    tasks->run_one(0ms);

    tasks->descriptors().forget(ours);

    run_until_quiet();
    EXPECT_EQ(log, "forgotten forgotten ");
    EXPECT_EQ(calls.removes, 1);
    EXPECT_EQ(loop.size(), 0u);
}

TEST_F(descriptor_waits, know_nothing_of_what_was_never_waited_for) {
    tasks->descriptors().forget(ours);
    tasks->descriptors().forget(1000);

    EXPECT_EQ(calls.changes(), 1); // the wake-up pipe's, at the beginning
}

TEST_F(descriptor_waits, tell_of_a_close_even_who_was_found_ready) {
    net::say(theirs, "x");
    tasks->spawn([&] {
        EXPECT_EQ(await(ours, interest::readable), interest::readable);
    });
    tasks->run_one(0ms); // it waits
    tasks->spawn([&] {});
    loop.wait_one(0ms); // and is told, but has not run

    tasks->descriptors().forget(ours);

    run_until_quiet();
    EXPECT_EQ(log, "forgotten ");
}

TEST_F(descriptor_waits, of_a_closed_number_are_not_ended_by_the_next_file) {
    auto next = net::nonblocking_pair();
    net::say(next.second, "x");
    net::condition never_met;
    tasks->spawn([&] {
        await(ours, interest::readable);
        never_met.wait();
        FAIL() << "the next file's bytes have woken it";
    });
    run_until_quiet();

    tasks->descriptors().forget(ours);
    ASSERT_EQ(::dup2(next.first.get(), ours), ours); // closed, and used again
    spawn_reader(ours, "next ");
    run_until_quiet();

    EXPECT_EQ(log, "forgotten next ");
    tasks->descriptors().forget(ours);
}

TEST_F(descriptor_waits, say_nothing_of_a_hang_up_for_which_nobody_waits) {
    spawn_reader(ours, "read ");
    net::say(theirs, "x");
    run_until_quiet();
    tasks->spawn([&] { tasks->sleep_for(1h); });
    drain(ours);
    run_until_quiet();

    theirs.reset();
    loop.wait_one(0ms); // here it may be told once
    const std::size_t told = calls.told;
    for (int i = 0; i < 5; ++i) loop.wait_one(0ms);

    EXPECT_EQ(calls.told, told);
}

TEST_F(descriptor_waits, say_nothing_of_bytes_for_which_nobody_waits) {
    spawn_reader(ours, "read ");
    net::say(theirs, "x");
    run_until_quiet();
    tasks->spawn([&] { tasks->sleep_for(1h); });

    run_until_quiet();
    loop.wait_one(0ms);
    const std::size_t told = calls.told;
    for (int i = 0; i < 5; ++i) loop.wait_one(0ms);

    EXPECT_EQ(calls.told, told);
    spawn_reader(ours, "again");
    run_until_quiet();
    EXPECT_EQ(log, "read again");
}

TEST_F(descriptor_waits, say_once_that_there_is_room_to_write) {
    spawn_writer(ours, "written");
    run_until_quiet();
    EXPECT_EQ(log, "written");
    EXPECT_EQ(calls.told, 1u);
}

TEST_F(descriptor_waits, cost_no_change_of_the_watch_in_a_steady_exchange) {
    tasks->spawn([&] {
        for (int i = 0; i < 100; ++i) {
            await(ours, interest::readable);
            char byte = 0;
            ASSERT_EQ(::read(ours, &byte, 1), 1);
            ASSERT_EQ(::write(ours, &byte, 1), 1);
        }
        log += "done";
    });

    for (int i = 0; i < 100; ++i) {
        net::say(theirs, "x");
        run_until_quiet();
        drain(theirs.get());
    }

    EXPECT_EQ(log, "done");
    EXPECT_EQ(calls.changes(), 2); // the wake-up pipe's, and ours
}

TEST_F(descriptor_waits, give_another_number_to_who_waits_for_a_closed_one) {
    net::descriptor_wait one = wait_for(ours, interest::readable);
    tasks->spawn([&] {
        tasks->descriptors().wait({&one, 1}, "", net::scheduler::never);
    });
    run_until_quiet();
    EXPECT_TRUE(tasks->descriptors().has_waiting(ours));
    const net::unique_fd kept(::dup(ours));

    EXPECT_EQ(tasks->descriptors().forget(ours, kept.get()), 1u);
    run_until_quiet();

    EXPECT_TRUE(one.forgotten);
    EXPECT_EQ(one.fd, kept.get());
    EXPECT_FALSE(tasks->descriptors().has_waiting(ours));
    EXPECT_EQ(tasks->descriptors().forget(ours), 0u);
}

TEST_F(descriptor_waits, survive_a_number_that_was_closed_unseen) {
    spawn_reader(ours, "read");
    net::say(theirs, "x");
    run_until_quiet();                           // read, and still watched
    const net::unique_fd elsewhere(::dup(ours)); // so that it stays open
    pair.first.reset();
    auto [mine, other] = net::nonblocking_pair();
    ASSERT_EQ(mine.get(), ours) << "the number is used again";

    run_until_quiet(); // hears of the old one, which nobody waits for
    spawn_reader(ours, " again");
    run_until_quiet();
    EXPECT_EQ(log, "read");
    net::say(other, "y");
    run_until_quiet();

    EXPECT_EQ(log, "read again");
    tasks->descriptors().forget(ours);
}

} // namespace descriptor_waits_test
