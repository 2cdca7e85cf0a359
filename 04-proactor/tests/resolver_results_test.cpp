#include "04-proactor/ip/basic_resolver_results.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <vector>

#include "04-proactor/ip/tcp.h"

namespace resolver_results_test {

using net::ip::make_address;
using net::ip::tcp;
using iterator = net::ip::basic_resolver_iterator<tcp>;
using results = net::ip::basic_resolver_results<tcp>;

const tcp::endpoint first(make_address("127.0.0.1"), 80);
const tcp::endpoint second(make_address("::1"), 80);

results two_results() {
    const std::vector<tcp::endpoint> endpoints = {first, second};
    return results::create(endpoints.begin(), endpoints.end(), "host", "http");
}

TEST(resolver_results, are_none_at_first) {
    const results none;

    EXPECT_TRUE(none.empty());
    EXPECT_EQ(none.size(), 0u);
    EXPECT_EQ(none.begin(), none.end());
    EXPECT_EQ(none, results::create(&first, &first, "host", "http"));
}

TEST(resolver_results, are_a_range_of_entries) {
    std::vector<tcp::endpoint> seen;

    for (const auto& entry : two_results()) {
        EXPECT_EQ(entry.host_name(), "host");
        EXPECT_EQ(entry.service_name(), "http");
        seen.push_back(entry.endpoint());
    }

    EXPECT_EQ(seen, (std::vector{first, second}));
    EXPECT_EQ(two_results().size(), 2u);
    EXPECT_FALSE(two_results().empty());
}

TEST(resolver_results, work_with_the_standard_algorithms) {
    const results list = two_results();

    static_assert(std::forward_iterator<results::iterator>);
    static_assert(std::ranges::forward_range<results>);

    EXPECT_EQ(std::ranges::distance(list), 2);
    EXPECT_EQ(std::ranges::count(list, second, &results::value_type::endpoint),
              1);
    EXPECT_EQ(std::vector<tcp::endpoint>(list.begin(), list.end()).size(), 2u);
}

TEST(resolver_results, stand_wherever_the_older_iterator_is_expected) {
    iterator it = two_results();
    const iterator end;
    ASSERT_NE(it, end);

    const tcp::endpoint endpoint = *it++;

    EXPECT_EQ(endpoint, first);
    EXPECT_EQ(it->endpoint(), second);
    EXPECT_EQ(++it, end);
}

TEST(resolver_results, may_be_gone_before_their_iterators) {
    iterator it;
    {
        const results list = two_results();
        it = list.begin();
    }

    EXPECT_EQ(it->endpoint(), first);
    EXPECT_EQ((++it)->host_name(), "host");
}

TEST(resolver_results, begin_at_the_first_wherever_their_own_iterator_is) {
    results list = two_results();

    ++list;

    EXPECT_EQ(list->endpoint(), second);
    EXPECT_EQ(list.begin()->endpoint(), first);
    EXPECT_EQ(list.cbegin(), list.begin());
}

TEST(resolver_results, are_shared_by_their_copies) {
    results list = two_results();
    const results copy = list;
    results other;

    EXPECT_EQ(&*copy.begin(), &*list.begin());

    list.swap(other);

    EXPECT_TRUE(list.empty());
    EXPECT_EQ(other, copy);
}

TEST(resolver_results, can_be_made_of_one_endpoint) {
    const results list = results::create(second, "here", "http");

    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(list.begin()->endpoint(), second);
    EXPECT_EQ(list.begin()->host_name(), "here");
}

} // namespace resolver_results_test
