#include "04-proactor/tracking.h"

#include <gtest/gtest.h>
#include <stdio.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "04-proactor/basic_datagram_socket.h"
#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/io_context.h"
#include "04-proactor/ip/udp.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"

namespace tracking_test {

using namespace std::chrono_literals;

using lines = std::vector<std::string>;

/// Whether handlers are tracked is settled when a program begins: so this one
/// is begun once more, for one of the tests called tracked.
class tracking : public testing::Test {
protected:
    /// Shape:    what it has written about its handlers
    static lines written_by(const std::string& test,
                            const char* variable = "NET_HANDLER_TRACKING=1") {
        const std::string self =
            std::filesystem::read_symlink("/proc/self/exe");
        const std::string command = std::string("env ") + variable + " '" +
                                    self +
                                    "' --gtest_also_run_disabled_tests "
                                    "--gtest_filter=tracked.DISABLED_" +
                                    test + " 2>&1 >/dev/null";
        const std::unique_ptr<FILE, decltype(&::pclose)> child(
            ::popen(command.c_str(), "r"), ::pclose);
        lines all;
        char line[512];
        while (std::fgets(line, sizeof line, child.get())) {
            if (std::string(line).starts_with("@asio|")) all.push_back(line);
        }
        return all;
    }

    /// Without the times and the addresses, which differ from run to run.
    static lines without_numbers(const lines& all) {
        static const std::regex time("^@asio\\|[0-9]+\\.[0-9]{6}\\|");
        static const std::regex address("@0x[0-9a-f]+");
        lines bare;
        for (const std::string& each : all) {
            std::string text = std::regex_replace(each, time, "");
            text = std::regex_replace(text, address, "@");
            EXPECT_EQ(text.back(), '\n');
            text.pop_back();
            bare.push_back(text);
        }
        return bare;
    }
};

TEST(tracked, DISABLED_posts) {
    net::io_context loop;
    net::post(loop, [&] { net::post(loop, [] {}); });
    loop.run();
}

TEST_F(tracking, tells_who_has_made_whom_and_when_they_are_called) {
    EXPECT_EQ(without_numbers(written_by("posts")),
              (lines{"0*1|io_context@.execute", ">1|",
                     "1*2|io_context@.execute", "<1|", ">2|", "<2|"}));
}

TEST_F(tracking, begins_each_line_with_the_time) {
    const lines all = written_by("posts");

    ASSERT_FALSE(all.empty());
    for (const std::string& each : all) {
        EXPECT_TRUE(std::regex_match(
            each, std::regex("@asio\\|[0-9]+\\.[0-9]{6}\\|[^|]+\\|.*\n")))
            << each;
    }
}

TEST_F(tracking, is_silent_unless_it_is_asked_for) {
    EXPECT_EQ(written_by("posts", "-u NET_HANDLER_TRACKING"), lines());
}

TEST(tracked, DISABLED_exception) {
    net::io_context loop;
    net::post(loop, [] { throw std::runtime_error("no more"); });
    EXPECT_THROW(loop.run(), std::runtime_error);
    loop.restart();
    net::post(loop, [] {});
    loop.run();
}

TEST_F(tracking, tells_of_a_handler_that_was_left_by_an_exception) {
    EXPECT_EQ(without_numbers(written_by("exception")),
              (lines{"0*1|io_context@.execute", ">1|", "!1|",
                     "0*2|io_context@.execute", ">2|", "<2|"}));
}

TEST(tracked, DISABLED_destroyed) {
    net::io_context loop;
    net::steady_timer timer(loop, 1h);
    timer.async_wait([](std::error_code) {});
    net::post(loop, [] {});
}

TEST_F(tracking, tells_of_handlers_that_were_never_called) {
    const lines all = without_numbers(written_by("destroyed"));

    ASSERT_EQ(all.size(), 5u);
    EXPECT_EQ(all[0], "0*1|deadline_timer@.async_wait");
    EXPECT_EQ(all[1], "0*2|io_context@.execute");
    EXPECT_EQ(
        std::set<std::string>(all.begin() + 2, all.end()),
        (std::set<std::string>{"0|deadline_timer@.cancel", "~1|", "~2|"}));
}

TEST(tracked, DISABLED_timers) {
    net::io_context loop;
    net::steady_timer near(loop, 1ms), far(loop, 1h);
    far.async_wait([](std::error_code) {});
    near.async_wait([&](std::error_code) { far.cancel(); });
    loop.run();
}

TEST_F(tracking, tells_what_a_handler_is_called_with) {
    const lines all = without_numbers(written_by("timers"));
    const std::string aborted =
        std::to_string(static_cast<int>(std::errc::operation_canceled));

    EXPECT_EQ(lines(all.begin(), all.begin() + 3),
              (lines{"0*1|deadline_timer@.async_wait",
                     "0*2|deadline_timer@.async_wait", ">2|ec=system:0"}));
    EXPECT_EQ(
        lines(all.end() - 5, all.end()),
        (lines{"2|deadline_timer@.cancel", "<2|", ">1|ec=system:" + aborted,
               "<1|", "0|deadline_timer@.cancel"})); // the end of `near`
}

TEST(tracked, DISABLED_strand) {
    net::io_context loop;
    net::post(net::make_strand(loop), [] {});
    loop.run();
}

TEST_F(tracking, tells_a_strand_from_its_context) {
    EXPECT_EQ(without_numbers(written_by("strand")),
              (lines{"0*1|strand_executor@.execute", ">1|", "<1|"}));
}

TEST(tracked, DISABLED_closed_socket) {
    net::io_context loop;
    net::ip::udp::socket socket(loop, net::ip::udp::v4());
    socket.async_wait(net::socket_base::wait_read, [](std::error_code) {});
    socket.close();
}

TEST_F(tracking, gives_an_object_one_address_in_all_lines) {
    const lines all = written_by("closed_socket");

    std::set<std::string> addresses;
    for (const std::string& each : all) {
        std::smatch found;
        if (std::regex_search(each, found, std::regex("@(0x[0-9a-f]+)")))
            addresses.insert(found[1]);
    }
    ASSERT_GE(all.size(), 2u);
    EXPECT_EQ(addresses.size(), 1u);
}

TEST(tracked, DISABLED_nested) {
    net::io_context loop;
    net::post(loop, [&] {
        net::post(loop, [] {});
        loop.poll();
        net::post(loop, [] {});
    });
    loop.run();
}

TEST_F(tracking, returns_to_the_outer_handler_after_a_nested_poll) {
    EXPECT_EQ(
        without_numbers(written_by("nested")),
        (lines{"0*1|io_context@.execute", ">1|", "1*2|io_context@.execute",
               ">2|", "<2|", "1*3|io_context@.execute", "<1|", ">3|", "<3|"}));
}

void post_from_here(net::io_context& loop) {
    const net::detail::tracking::location inner("b.cpp", 2);
    net::post(loop, [] {});
}

TEST(tracked, DISABLED_places) {
    net::io_context loop;
    {
        const net::detail::tracking::location outer("a.cpp", 1, "main");
        post_from_here(loop);
    }
    net::post(loop, [] {});
}

TEST_F(tracking, tells_where_in_the_program_a_handler_was_made) {
    const lines all = without_numbers(written_by("places"));

    EXPECT_EQ(lines(all.begin(), all.begin() + 4),
              (lines{"0^1|in (b.cpp:2)", "0^1|called from 'main' (a.cpp:1)",
                     "0*1|io_context@.execute", "0*2|io_context@.execute"}));
}

} // namespace tracking_test
