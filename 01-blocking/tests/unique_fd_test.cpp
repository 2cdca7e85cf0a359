#include "01-blocking/unique_fd.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "01-blocking/error.h"

namespace unique_fd_test {

int open_descriptor() {
    return net::check(::open("/dev/null", O_RDONLY | O_CLOEXEC), "open");
}

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) != -1;
}

TEST(unique_fd, owns_nothing_to_begin_with) {
    const net::unique_fd owner;

    EXPECT_FALSE(owner);
    EXPECT_EQ(owner.get(), -1);
}

TEST(unique_fd, closes_what_it_owns_when_it_is_destroyed) {
    const int fd = open_descriptor();
    {
        const net::unique_fd owner(fd);
        EXPECT_TRUE(owner);
        EXPECT_TRUE(is_open(fd));
    }

    EXPECT_FALSE(is_open(fd));
}

TEST(unique_fd, hands_over_when_it_is_moved) {
    const int fd = open_descriptor();
    net::unique_fd first(fd);

    const net::unique_fd second(std::move(first));

    EXPECT_EQ(second.get(), fd);
    EXPECT_FALSE(first); // NOLINT: what a moved-from owner is, is the question
    EXPECT_TRUE(is_open(fd));
}

TEST(unique_fd, closes_what_it_owned_when_something_else_is_moved_in) {
    const int old_fd = open_descriptor();
    const int new_fd = open_descriptor();
    net::unique_fd owner(old_fd);

    owner = net::unique_fd(new_fd);

    EXPECT_FALSE(is_open(old_fd));
    EXPECT_TRUE(is_open(new_fd));
    EXPECT_EQ(owner.get(), new_fd);
}

TEST(unique_fd, survives_a_move_into_itself) {
    const int fd = open_descriptor();
    net::unique_fd owner(fd);
    net::unique_fd& same = owner;

    owner = std::move(same);

    EXPECT_EQ(owner.get(), fd);
    EXPECT_TRUE(is_open(fd));
}

TEST(unique_fd, does_not_close_what_it_gave_away) {
    const int fd = open_descriptor();
    {
        net::unique_fd owner(fd);
        EXPECT_EQ(owner.release(), fd);
        EXPECT_FALSE(owner);
    }

    EXPECT_TRUE(is_open(fd));
    ::close(fd);
}

TEST(unique_fd, closes_at_once_when_it_is_reset) {
    const int fd = open_descriptor();
    net::unique_fd owner(fd);

    owner.reset();

    EXPECT_FALSE(is_open(fd));
    EXPECT_FALSE(owner);
}

TEST(unique_fd, closes_once_only) {
    const int fd = open_descriptor();
    net::unique_fd owner(fd);
    owner.reset();
    const net::unique_fd next(open_descriptor()); // gets the number again
    ASSERT_EQ(next.get(), fd);

    owner.reset();

    EXPECT_TRUE(is_open(fd));
}

} // namespace unique_fd_test
