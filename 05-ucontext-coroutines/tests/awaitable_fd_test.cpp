#include "05-ucontext-coroutines/awaitable_fd.h"

#include <thread>

#include "01-blocking/tests/interruptions.h"
#include "01-blocking/tests/tcp.h"
#include "05-ucontext-coroutines/tests/by_hand.h"

namespace awaitable_fd_test {

using namespace std::chrono_literals;

/// Reads up to `size` bytes, as text.
std::string read_some(
    net::awaitable_fd& from, std::size_t size, std::error_code& error,
    net::scheduler::time_point deadline = net::scheduler::never) {
    std::string bytes(size, '\0');
    bytes.resize(net::read_some(from, bytes, error, deadline));
    return bytes;
}

class awaitable_fd : public net::by_hand {
protected:
    /// Calls body(peer) as a task; `peer` is our end of the pair.
    template <class Body>
    void spawn_with_peer(Body body) {
        tasks->spawn([this, body, socket = std::move(ours)]() mutable {
            net::awaitable_fd peer(std::move(socket));
            body(peer);
            log += "end";
        });
    }

    std::pair<net::unique_fd, net::unique_fd> pair = net::nonblocking_pair();
    net::unique_fd& ours = pair.first;
    net::unique_fd& theirs = pair.second;
    std::error_code error = net::error::not_found; // of nobody
};

TEST_F(awaitable_fd, reads_what_is_there) {
    net::say(theirs, "abc");
    spawn_with_peer([&](net::awaitable_fd& peer) {
        EXPECT_EQ(read_some(peer, 100, error), "abc");
        EXPECT_FALSE(error);
    });

    tasks->run();
}

TEST_F(awaitable_fd, waits_for_something_to_read) {
    spawn_with_peer([&](net::awaitable_fd& peer) {
        EXPECT_EQ(read_some(peer, 100, error), "abc");
        EXPECT_EQ(read_some(peer, 100, error), "d");
    });
    run_until_quiet();
    net::say(theirs, "abc");
    run_until_quiet();
    EXPECT_EQ(log, "");

    net::say(theirs, "d");

    run_until_quiet();
    EXPECT_EQ(log, "end");
}

TEST_F(awaitable_fd, reads_on_at_once_when_there_may_be_more) {
    net::say(theirs, "abcdef");
    spawn_with_peer([&](net::awaitable_fd& peer) {
        log += read_some(peer, 3, error);
        log += read_some(peer, 3, error); // so much as was asked for
        log += read_some(peer, 3, error) + " ";
    });
    tasks->spawn([&] {
        while (log.empty()) tasks->yield();
        log += " turn ";
    });
    run_until_quiet();
    EXPECT_EQ(log, "abcdef turn ");

    net::say(theirs, "g");

    tasks->run();
    EXPECT_EQ(log, "abcdef turn g end");
}

TEST_F(awaitable_fd, lets_others_run_though_there_is_always_more) {
    const std::string much(20'000, 'x');
    net::say(theirs, much);
    bool is_over = false;
    int others = 0;
    spawn_with_peer([&](net::awaitable_fd& peer) {
        std::size_t total = 0;
        while (total < much.size()) total += read_some(peer, 10, error).size();
        is_over = true;
    });
    tasks->spawn([&] {
        while (!is_over) {
            ++others;
            tasks->yield();
        }
    });

    tasks->run();

    EXPECT_GE(others, 100); // of 2,000 reads
}

TEST_F(awaitable_fd, reads_to_the_end_of_the_stream) {
    net::say(theirs, "abc");
    theirs.reset();
    spawn_with_peer([&](net::awaitable_fd& peer) {
        EXPECT_EQ(read_some(peer, 3, error), "abc");
        EXPECT_FALSE(error);
        EXPECT_EQ(read_some(peer, 3, error), "");
        EXPECT_EQ(error, net::error::eof);
        EXPECT_EQ(read_some(peer, 3, error), "");
        EXPECT_EQ(error, net::error::eof);
    });

    tasks->run();
}

TEST_F(awaitable_fd, reads_exactly_what_it_was_asked_for) {
    spawn_with_peer([&](net::awaitable_fd& peer) {
        char bytes[5];
        EXPECT_EQ(net::read_exactly(peer, bytes, error), 5u);
        EXPECT_FALSE(error);
        EXPECT_EQ(std::string(bytes, 5), "abcde");
        EXPECT_EQ(net::read_exactly(peer, bytes, error), 2u);
        EXPECT_EQ(error, net::error::eof);
    });
    for (const char* part : {"ab", "c", "defg"}) {
        run_until_quiet();
        net::say(theirs, part);
    }
    run_until_quiet();

    theirs.reset();

    run_until_quiet();
    EXPECT_EQ(log, "end");
}

TEST_F(awaitable_fd, writes_all_to_a_slow_reader) {
    std::string sent;
    for (int i = 0; i < 300'000; ++i) sent += std::to_string(i);
    std::string got;
    spawn_with_peer([&](net::awaitable_fd& peer) {
        EXPECT_EQ(net::write_all(peer, sent, error), sent.size());
        EXPECT_FALSE(error);
    });
    net::set_nonblocking(theirs.get());
    tasks->spawn([&] {
        net::awaitable_fd peer(std::move(theirs));
        std::error_code end;
        while (!end) {
            got += read_some(peer, 30'000, end);
            tasks->yield();
        }
    });

    tasks->run();

    EXPECT_EQ(got.size(), sent.size());
    EXPECT_TRUE(got == sent);
}

TEST_F(awaitable_fd, writes_pieces_to_a_slow_reader) {
    net::outbox pieces;
    std::string sent, got;
    for (int i = 0; i < 200; ++i) {
        const std::string piece(static_cast<std::size_t>(i) * 100,
                                static_cast<char>('a' + i % 26));
        sent += piece;
        pieces.push(piece);
    }
    spawn_with_peer([&](net::awaitable_fd& peer) {
        EXPECT_EQ(net::write_all(peer, pieces, error), sent.size());
        EXPECT_FALSE(error);
        EXPECT_TRUE(pieces.empty());
    });
    while (log.empty()) {
        tasks->run_one(0ms);
        got += net::receive_now(theirs.get());
    }
    got += net::receive_now(theirs.get());

    EXPECT_EQ(got.size(), sent.size());
    EXPECT_TRUE(got == sent);
}

TEST_F(awaitable_fd, gives_up_reading_at_the_deadline_and_goes_on_later) {
    spawn_with_peer([&](net::awaitable_fd& peer) {
        EXPECT_EQ(read_some(peer, 9, error, now + 1s), "");
        EXPECT_EQ(error, std::errc::timed_out);
        EXPECT_EQ(read_some(peer, 9, error, now + 1s), "x");
        EXPECT_FALSE(error);
    });
    run_until_quiet();

    now += 1s;
    run_until_quiet();
    net::say(theirs, "x");
    run_until_quiet();

    EXPECT_EQ(log, "end");
}

TEST_F(awaitable_fd, gives_up_writing_at_the_deadline_and_says_how_far_it_got) {
    std::size_t written = 0;
    spawn_with_peer([&](net::awaitable_fd& peer) {
        written =
            net::write_all(peer, std::string(4 << 20, 'x'), error, now + 1s);
        EXPECT_EQ(error, std::errc::timed_out);
    });
    run_until_quiet();

    now += 1s;
    run_until_quiet();

    EXPECT_EQ(log, "end");
    EXPECT_EQ(written, net::receive_now(theirs.get()).size());
}

TEST_F(awaitable_fd, counts_its_timeout_from_each_wait_on) {
    spawn_with_peer([&](net::awaitable_fd& peer) {
        peer.set_timeout(1s);
        for (int i = 0; i < 3; ++i) EXPECT_EQ(read_some(peer, 9, error), "x");
        EXPECT_EQ(read_some(peer, 9, error), "");
        EXPECT_EQ(error, std::errc::timed_out);
    });
    for (int i = 0; i < 3; ++i) {
        run_until_quiet();
        now += 1s - 1ns;
        net::say(theirs, "x");
    }
    run_until_quiet();

    now += 1s - 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "");
    now += 1ns;
    run_until_quiet();
    EXPECT_EQ(log, "end");
}

TEST_F(awaitable_fd, takes_the_earlier_of_its_timeout_and_the_deadline) {
    spawn_with_peer([&](net::awaitable_fd& peer) {
        peer.set_timeout(2s);
        read_some(peer, 9, error, now + 1s);
        log += "deadline ";
        read_some(peer, 9, error, now + 3s);
        log += "timeout ";
        peer.set_timeout(0s);
        read_some(peer, 9, error, now + 3s);
    });
    run_until_quiet();

    now += 1s;
    run_until_quiet();
    EXPECT_EQ(log, "deadline ");
    now += 2s;
    run_until_quiet();
    EXPECT_EQ(log, "deadline timeout ");
    now += 2s;
    run_until_quiet();
    EXPECT_EQ(log, "deadline timeout ");
    now += 1s;
    run_until_quiet();
    EXPECT_EQ(log, "deadline timeout end");
}

TEST_F(awaitable_fd, ends_all_waits_when_it_is_closed) {
    auto tcp = net::connected_tcp_pair();
    net::set_nonblocking(tcp.first.get());
    std::optional<net::awaitable_fd> peer;
    tasks->spawn([&] {
        peer.emplace(std::move(tcp.first));
        net::fill(peer->get());
        tasks->spawn([&] {
            std::error_code canceled;
            peer->await_writable(canceled);
            EXPECT_EQ(canceled, std::errc::operation_canceled);
            log += "writer ";
        });
        EXPECT_EQ(read_some(*peer, 9, error), "");
        EXPECT_EQ(error, std::errc::operation_canceled);
        log += "reader ";
    });
    run_until_quiet();
    EXPECT_EQ(log, "");

    peer.reset();

    tasks->run();
    EXPECT_EQ(log, "reader writer ");
}

TEST_F(awaitable_fd, says_that_it_is_closed) {
    spawn_with_peer([&](net::awaitable_fd& peer) {
        peer.close();
        EXPECT_EQ(read_some(peer, 9, error), "");
        EXPECT_EQ(error, std::errc::bad_file_descriptor);
        EXPECT_EQ(net::write_all(peer, "x", error), 0u);
        EXPECT_EQ(error, std::errc::bad_file_descriptor);
        EXPECT_FALSE(peer.await_writable(error));
        EXPECT_EQ(error, std::errc::bad_file_descriptor);
        peer.close();
    });

    tasks->run();
    EXPECT_TRUE(net::at_end(theirs.get()));
}

TEST_F(awaitable_fd, gives_its_descriptor_away_open) {
    net::unique_fd kept;
    spawn_with_peer([&](net::awaitable_fd& peer) {
        EXPECT_FALSE(peer.await_readable(error, now));
        kept = peer.release();
    });
    tasks->run();

    net::say(kept, "still open");

    EXPECT_EQ(net::receive_now(theirs.get()), "still open");
    EXPECT_EQ(loop.size(), 0u);
}

TEST_F(awaitable_fd, hears_of_a_reset_when_it_reads_and_when_it_writes) {
    for (const bool writes : {false, true}) {
        auto tcp = net::connected_tcp_pair();
        net::set_nonblocking(tcp.first.get());
        tasks->spawn([&, socket = std::move(tcp.first)]() mutable {
            net::awaitable_fd peer(std::move(socket));
            if (writes) {
                std::error_code written;
                net::fill(peer.get());
                net::write_all(peer, "x", written);
                EXPECT_EQ(written, std::errc::connection_reset);
            } else {
                read_some(peer, 9, error);
                EXPECT_EQ(error, std::errc::connection_reset);
            }
            log += "reset ";
        });
        run_until_quiet();

        net::reset_connection(std::move(tcp.second));
        tasks->run();
    }

    EXPECT_EQ(log, "reset reset ");
}

TEST_F(awaitable_fd, has_one_task_that_reads_and_one_that_writes) {
    const std::string much(3 << 20, 'x');
    std::string got;
    spawn_with_peer([&](net::awaitable_fd& peer) {
        net::task writer = tasks->spawn([&] {
            std::error_code written;
            net::write_all(peer, much, written);
            EXPECT_FALSE(written);
            log += "written ";
        });
        for (int i = 0; i < 3; ++i) {
            EXPECT_EQ(read_some(peer, 9, error), "x");
            log += "read ";
        }
        writer.join();
    });
    for (int i = 0; i < 3; ++i) {
        run_until_quiet();
        net::say(theirs, "x");
    }
    run_until_quiet();
    EXPECT_EQ(log, "read read read "); // the writer waits for room

    while (tasks->size() > 0) {
        got += net::receive_now(theirs.get());
        tasks->run_one(0ms);
    }

    EXPECT_EQ(log, "read read read written end");
    got += net::receive_now(theirs.get());
    EXPECT_EQ(got.size(), much.size());
}

TEST_F(awaitable_fd, is_not_disturbed_by_signals) {
    net::reactor real_loop;
    net::scheduler real(real_loop);
    std::thread sender;
    real.spawn([&, socket = std::move(ours)]() mutable {
        net::awaitable_fd peer(std::move(socket));
        EXPECT_EQ(read_some(peer, 9, error), "x");
        EXPECT_FALSE(error);
        log += "read";
    });
    {
        const net::interruptions signals;
        sender = std::thread([&] {
            signals.await(20);
            net::say(theirs, "x");
        });
        real.run();
        sender.join();
    }

    EXPECT_EQ(log, "read");
}

} // namespace awaitable_fd_test
