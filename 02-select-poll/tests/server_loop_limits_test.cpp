// What a server loop does at the end of its numbers.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "01-blocking/tests/no_more_descriptors.h"
#include "02-select-poll/tests/any_server_loop.h"

namespace server_loop_limits_test {

using net::any_server_loop;
using net::scripted_connection;

/// Takes all free numbers below `end`.
std::vector<net::unique_fd> take_numbers_below(int end) {
    std::vector<net::unique_fd> taken;
    do {
        taken.emplace_back(
            net::check(::open("/dev/null", O_RDONLY | O_CLOEXEC), "open"));
    } while (taken.back().get() < end - 1);
    return taken;
}

TEST_P(any_server_loop, turns_away_only_whom_its_poller_cannot_watch) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < FD_SETSIZE + 50) GTEST_SKIP() << "too few descriptors";
    serve_by(net::echo);
    std::vector<net::unique_fd> taken;
    int turned_away = 0;
    make_connection_ = [&, serve = make_connection_](net::unique_fd client) {
        try {
            auto one = serve(std::move(client));
            if (taken.empty()) taken = take_numbers_below(FD_SETSIZE);
            return one;
        } catch (const std::system_error&) {
            ++turned_away;
            throw;
        }
    };
    const net::unique_fd first = connect("x");
    const net::unique_fd second = connect("y");
    const bool on_select = std::string(GetParam()) == "select";

    run_until([&] { return turns_ == 2; }); // accepted, and then served

    EXPECT_EQ(net::receive_now(first.get()), "x");
    EXPECT_EQ(net::receive_now(second.get()), on_select ? "" : "y");
    EXPECT_EQ(turned_away, on_select ? 1 : 0);
}

TEST_P(any_server_loop, rests_while_there_are_no_descriptors_and_then_goes_on) {
    int served = 0;
    serve_by([&](scripted_connection& self) {
        net::echo(self);
        ++served;
    });
    const net::unique_fd client = connect("x");
    std::optional<net::no_more_descriptors> shortage(std::in_place);

    run_until([&] {
        if (turns_ == 3) shortage.reset();
        return served == 1;
    });

    EXPECT_EQ(net::receive(client.get(), 1), "x");
    // The first turns are a pause each, and the last three are to find the
    // client, to find what it says, and to end.
    EXPECT_LE(turns_, 7);
}

} // namespace server_loop_limits_test
