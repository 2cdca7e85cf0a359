#include "01-blocking/signal_pipe.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <cerrno>
#include <thread>

namespace signal_pipe_test {

bool is_readable(int fd) {
    pollfd asked{fd, POLLIN, 0};
    return ::poll(&asked, 1, 0) == 1;
}

TEST(signal_pipe, is_silent_until_a_signal_comes) {
    net::signal_pipe pipe{SIGUSR1};

    EXPECT_FALSE(is_readable(pipe.fd()));
    EXPECT_EQ(pipe.take(), 0);
}

TEST(signal_pipe, turns_a_signal_into_a_byte) {
    net::signal_pipe pipe{SIGUSR1};

    ::raise(SIGUSR1);

    EXPECT_TRUE(is_readable(pipe.fd()));
    EXPECT_EQ(pipe.take(), SIGUSR1);
    EXPECT_EQ(pipe.take(), 0);
    EXPECT_FALSE(is_readable(pipe.fd()));
}

TEST(signal_pipe, keeps_several_signals_in_the_order_of_their_coming) {
    net::signal_pipe pipe{SIGUSR1, SIGUSR2, SIGTERM};

    ::raise(SIGUSR2);
    ::raise(SIGTERM);
    ::raise(SIGUSR1);

    EXPECT_EQ(pipe.take(), SIGUSR2);
    EXPECT_EQ(pipe.take(), SIGTERM);
    EXPECT_EQ(pipe.take(), SIGUSR1);
    EXPECT_EQ(pipe.take(), 0);
}

TEST(signal_pipe, is_one_of_several_each_with_its_own_signals) {
    net::signal_pipe one{SIGUSR1};
    net::signal_pipe two{SIGUSR2};

    ::raise(SIGUSR2);

    EXPECT_EQ(one.take(), 0);
    EXPECT_EQ(two.take(), SIGUSR2);
}

TEST(signal_pipe, puts_back_what_was_there_before) {
    std::signal(SIGUSR1, SIG_IGN);
    { const net::signal_pipe pipe{SIGUSR1}; }

    ::raise(SIGUSR1); // ignored: else it would end the process

    EXPECT_EQ(std::signal(SIGUSR1, SIG_DFL), SIG_IGN);
}

TEST(signal_pipe, leaves_errno_alone) {
    net::signal_pipe pipe{SIGUSR1};
    // A full pipe, so that the handler's write() fails and sets errno.
    for (int i = 0; i < 70'000; ++i) ::raise(SIGUSR1);

    errno = ENOENT;
    ::raise(SIGUSR1);

    EXPECT_EQ(errno, ENOENT);
}

TEST(signal_pipe, lets_an_interrupted_read_go_on) {
    net::signal_pipe pipe{SIGUSR2};
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const net::unique_fd reading_end(ends[0]);
    const net::unique_fd writing_end(ends[1]);
    const pthread_t reader = ::pthread_self();
    std::thread other([&, to = ends[1]] {
        for (int i = 0; i < 100; ++i) ::pthread_kill(reader, SIGUSR2);
        ASSERT_EQ(::write(to, "x", 1), 1);
    });
    char byte = 0;

    EXPECT_EQ(::read(ends[0], &byte, 1), 1); // SA_RESTART: no EINTR

    other.join();
    EXPECT_EQ(pipe.take(), SIGUSR2);
}

} // namespace signal_pipe_test
