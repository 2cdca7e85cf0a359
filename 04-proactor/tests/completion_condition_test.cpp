#include "04-proactor/completion_condition.h"

#include <gtest/gtest.h>

namespace completion_condition_test {

const std::error_code reset = std::make_error_code(std::errc::connection_reset);

TEST(transfer_all, goes_on_until_there_is_an_error) {
    const auto condition = net::transfer_all();

    EXPECT_EQ(condition(std::error_code(), 1'000'000), 65536u);
    EXPECT_EQ(condition(reset, 0), 0u);
}

TEST(transfer_at_least, goes_on_until_the_minimum_has_come) {
    const auto condition = net::transfer_at_least(10);

    EXPECT_EQ(condition(std::error_code(), 9), 65536u);
    EXPECT_EQ(condition(std::error_code(), 10), 0u);
    EXPECT_EQ(condition(std::error_code(), 11), 0u);
    EXPECT_EQ(condition(reset, 9), 0u);
}

TEST(transfer_exactly, asks_for_what_is_missing) {
    const auto condition = net::transfer_exactly(100'000);

    EXPECT_EQ(condition(std::error_code(), 0), 65536u);
    EXPECT_EQ(condition(std::error_code(), 99'990), 10u);
    EXPECT_EQ(condition(std::error_code(), 100'000), 0u);
    EXPECT_EQ(condition(std::error_code(), 100'001), 0u);
    EXPECT_EQ(condition(reset, 0), 0u);
}

TEST(completion_condition, may_answer_with_a_bool_that_is_true_to_stop) {
    auto stop_at_ten = [](const std::error_code&, std::size_t n) {
        return n >= 10;
    };
    const std::error_code none;

    EXPECT_EQ(net::detail::next_transfer(stop_at_ten, none, 9), 65536u);
    EXPECT_EQ(net::detail::next_transfer(stop_at_ten, none, 10), 0u);
}

} // namespace completion_condition_test
