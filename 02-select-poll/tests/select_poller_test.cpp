#include "02-select-poll/select_poller.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"

namespace select_poller_test {

using namespace std::chrono_literals;
using net::interest;

/// The same open file under another number, not below `least`; needs a limit
/// on descriptors above that.
net::unique_fd duplicate(const net::unique_fd& original, int least) {
    return net::unique_fd(net::check(
        ::fcntl(original.get(), F_DUPFD_CLOEXEC, least), "fcntl(F_DUPFD)"));
}

class select_poller : public testing::Test {
protected:
    void SetUp() override {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        const rlim_t needed = FD_SETSIZE + 10;
        if (limit.rlim_max < needed) GTEST_SKIP() << "descriptors are scarce";
        limit.rlim_cur = std::max(limit.rlim_cur, needed);
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }

    net::select_poller poller;
};

TEST_F(select_poller, watches_the_last_descriptor_that_fits_into_its_sets) {
    auto [ours, theirs] = net::connected_pair();
    const net::unique_fd last = duplicate(ours, FD_SETSIZE - 1);
    ASSERT_EQ(last.get(), FD_SETSIZE - 1);

    poller.add(last.get(), interest::readable);

    EXPECT_TRUE(poller.wait(0ms).empty());
    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    const auto ready = poller.wait(0ms);
    ASSERT_EQ(ready.size(), 1u);
    EXPECT_EQ(ready[0].fd, last.get());
}

TEST_F(select_poller, refuses_the_first_that_does_not_fit_and_names_it) {
    auto [ours, theirs] = net::connected_pair();
    const net::unique_fd beyond = duplicate(ours, FD_SETSIZE);
    ASSERT_EQ(beyond.get(), FD_SETSIZE);

    try {
        poller.add(beyond.get(), interest::readable);
        FAIL() << "it was taken";
    } catch (const std::system_error& refusal) {
        EXPECT_EQ(refusal.code(), std::errc::value_too_large);
        EXPECT_NE(std::string(refusal.what()).find("descriptor 1024"),
                  std::string::npos)
            << refusal.what();
    }
}

TEST_F(select_poller, serves_the_others_after_a_refusal) {
    auto [ours, theirs] = net::connected_pair();
    const net::unique_fd beyond = duplicate(ours, FD_SETSIZE);
    EXPECT_THROW(poller.add(beyond.get(), interest::readable),
                 std::system_error);

    poller.add(ours.get(), interest::readable);

    ASSERT_EQ(::write(theirs.get(), "x", 1), 1);
    EXPECT_EQ(poller.wait(0ms).size(), 1u);
}

} // namespace select_poller_test
