#include "03-epoll-reactor/load/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace histogram_test {

constexpr double percents[] = {0.1, 1, 10, 25, 50, 75, 90, 99, 99.9, 99.99};

TEST(histogram, is_zero_everywhere_when_empty) {
    const net::histogram empty;

    EXPECT_EQ(empty.count(), 0u);
    EXPECT_EQ(empty.max(), 0u);
    EXPECT_EQ(empty.percentile(50), 0u);
    EXPECT_EQ(empty.percentile(100), 0u);
}

TEST(histogram, has_its_only_value_at_every_percentile) {
    for (const std::uint64_t value :
         {0ull, 1ull, 255ull, 256ull, 123'457ull, 1ull << 40, ~0ull}) {
        net::histogram one;
        one.record(value);

        for (const double percent : percents) {
            EXPECT_EQ(one.percentile(percent), value) << percent;
        }
        EXPECT_EQ(one.max(), value);
    }
}

TEST(histogram, is_exact_for_small_values) {
    net::histogram small;
    for (std::uint64_t value = 1; value <= 200; ++value) small.record(value);

    EXPECT_EQ(small.percentile(50), 100u);
    EXPECT_EQ(small.percentile(99), 198u);
    EXPECT_EQ(small.percentile(100), 200u);
}

TEST(histogram, is_within_one_percent_over_nine_powers_of_ten) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> exponent(0, 9);
    std::vector<std::uint64_t> values;
    net::histogram counted;
    for (int i = 0; i < 100'000; ++i) {
        values.push_back(
            static_cast<std::uint64_t>(std::pow(10, exponent(random))));
        counted.record(values.back());
    }
    std::sort(values.begin(), values.end());

    for (const double percent : percents) {
        const auto rank = static_cast<std::size_t>(
            std::ceil(percent / 100 * static_cast<double>(values.size())));
        const auto exact = static_cast<double>(values[rank - 1]);
        EXPECT_NEAR(static_cast<double>(counted.percentile(percent)), exact,
                    exact / 100)
            << percent;
    }
    EXPECT_EQ(counted.max(), values.back());
}

TEST(histogram, is_within_one_percent_at_every_border_of_a_bucket) {
    for (int power = 1; power < 64; ++power) {
        for (const std::uint64_t value :
             {(1ull << power) - 1, 1ull << power, (1ull << power) + 1}) {
            net::histogram two;
            two.record(value);
            two.record(~0ull); // so that the maximum does not help

            const auto exact = static_cast<double>(value);
            EXPECT_NEAR(static_cast<double>(two.percentile(50)), exact,
                        exact / 100);
        }
    }
}

TEST(histogram, merges_into_the_sum_of_both) {
    net::histogram low;
    net::histogram high;
    for (int i = 0; i < 90; ++i) low.record(10);
    for (int i = 0; i < 10; ++i) high.record(1'000'000);

    low.merge(high);

    EXPECT_EQ(low.count(), 100u);
    EXPECT_EQ(low.max(), 1'000'000u);
    EXPECT_EQ(low.percentile(90), 10u);
    EXPECT_NEAR(static_cast<double>(low.percentile(91)), 1e6, 1e4);
}

TEST(histogram, merges_a_smaller_and_an_empty_one) {
    net::histogram high;
    high.record(1'000'000);
    net::histogram low;
    low.record(10);

    high.merge(low);
    high.merge(net::histogram());

    EXPECT_EQ(high.count(), 2u);
    EXPECT_EQ(high.percentile(50), 10u);
    EXPECT_EQ(high.max(), 1'000'000u);
}

} // namespace histogram_test
