#include "04-proactor/buffer.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace buffer_test {

using net::buffer;

template <typename T>
constexpr bool is_writable = std::is_same_v<T, net::mutable_buffers_1>;

template <typename T>
constexpr bool is_read_only = std::is_same_v<T, net::const_buffers_1>;

TEST(mutable_buffer, is_empty_by_default) {
    const net::mutable_buffer none;

    EXPECT_EQ(none.data(), nullptr);
    EXPECT_EQ(none.size(), 0u);
}

TEST(mutable_buffer, loses_its_first_bytes) {
    char bytes[5];
    net::mutable_buffer view(bytes, 5);

    view += 2;

    EXPECT_EQ(view.data(), bytes + 2);
    EXPECT_EQ(view.size(), 3u);
    EXPECT_EQ((view + 1).data(), bytes + 3);
    EXPECT_EQ((1 + view).size(), 2u);
}

TEST(mutable_buffer, loses_no_more_than_it_has) {
    char bytes[5];
    const net::mutable_buffer view(bytes, 5);

    EXPECT_EQ((view + 6).data(), bytes + 5);
    EXPECT_EQ((view + 6).size(), 0u);
}

TEST(const_buffer, is_empty_by_default) {
    const net::const_buffer none;

    EXPECT_EQ(none.data(), nullptr);
    EXPECT_EQ(none.size(), 0u);
}

TEST(const_buffer, loses_its_first_bytes_and_no_more_than_it_has) {
    const char bytes[5] = {};
    net::const_buffer view(bytes, 5);

    view += 2;

    EXPECT_EQ(view.data(), bytes + 2);
    EXPECT_EQ((view + 1).data(), bytes + 3);
    EXPECT_EQ((1 + view).size(), 2u);
    EXPECT_EQ((view + 9).size(), 0u);
    EXPECT_EQ((view + 9).data(), bytes + 5);
}

TEST(const_buffer, is_made_from_a_mutable_one_but_not_the_other_way) {
    char bytes[5];

    const net::const_buffer view = net::mutable_buffer(bytes, 5);

    EXPECT_EQ(view.data(), bytes);
    EXPECT_EQ(view.size(), 5u);
    EXPECT_FALSE(
        (std::is_convertible_v<net::const_buffer, net::mutable_buffer>));
}

TEST(buffer, views_raw_memory) {
    char bytes[5];
    const void* read_only = bytes;

    EXPECT_EQ(buffer(static_cast<void*>(bytes), 3).size(), 3u);
    EXPECT_EQ(buffer(read_only, 3).data(), bytes);
    EXPECT_TRUE(is_writable<decltype(buffer(&bytes[0], 3))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(read_only, 3))>);
}

TEST(buffer, views_an_array) {
    std::uint32_t numbers[3] = {};
    const std::uint32_t constants[3] = {};

    EXPECT_EQ(buffer(numbers).data(), numbers);
    EXPECT_EQ(buffer(numbers).size(), 12u);
    EXPECT_EQ(buffer(numbers, 5).size(), 5u);
    EXPECT_EQ(buffer(numbers, 50).size(), 12u);
    EXPECT_EQ(buffer(constants).data(), constants);
    EXPECT_TRUE(is_writable<decltype(buffer(numbers))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(constants))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(constants, 5))>);
}

TEST(buffer, views_a_literal_with_its_final_nul) {
    const auto view = buffer("text");

    EXPECT_EQ(view.size(), 5u);
    EXPECT_EQ(buffer("text", 4).size(), 4u);
    EXPECT_STREQ(static_cast<const char*>(view.data()), "text");
}

TEST(buffer, views_a_literal_without_its_nul_where_it_is_marked) {
    using namespace net::buffer_literals;

    EXPECT_EQ("text"_buf.size(), 4u);
}

TEST(buffer, views_a_std_array) {
    std::array<char, 4> bytes{};
    const std::array<char, 4> constant{};
    std::array<const char, 4> of_constants{};

    EXPECT_EQ(buffer(bytes).data(), bytes.data());
    EXPECT_EQ(buffer(bytes, 3).size(), 3u);
    EXPECT_TRUE(is_writable<decltype(buffer(bytes))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(constant))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(of_constants))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(of_constants, 3))>);
}

TEST(buffer, views_a_vector) {
    std::vector<std::uint16_t> numbers(3);
    const std::vector<std::uint16_t>& constant = numbers;

    EXPECT_EQ(buffer(numbers).data(), numbers.data());
    EXPECT_EQ(buffer(numbers).size(), 6u);
    EXPECT_EQ(buffer(numbers, 5).size(), 5u);
    EXPECT_EQ(buffer(constant, 50).size(), 6u);
    EXPECT_TRUE(is_writable<decltype(buffer(numbers))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(constant))>);
}

TEST(buffer, views_a_string_and_a_string_view_without_a_nul) {
    std::string text = "text";
    const std::string constant = "text";

    EXPECT_EQ(buffer(text).size(), 4u);
    EXPECT_EQ(buffer(text, 2).data(), text.data());
    EXPECT_EQ(buffer(std::string_view(text)).data(), text.data());
    EXPECT_EQ(buffer(std::string_view(text), 2).size(), 2u);
    EXPECT_TRUE(is_writable<decltype(buffer(text))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(constant))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(std::string("temporary")))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(std::string_view(text)))>);
}

TEST(buffer, views_other_contiguous_containers_as_their_elements_allow) {
    char bytes[5];
    const std::span<char> writable(bytes);
    std::span<const char> read_only(bytes);

    EXPECT_EQ(buffer(writable).data(), bytes);
    EXPECT_TRUE(is_writable<decltype(buffer(writable))>);
    EXPECT_TRUE(is_writable<decltype(buffer(std::span<char>(bytes)))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(read_only))>);
}

TEST(buffer, views_an_empty_container) {
    std::vector<char> none;

    EXPECT_EQ(buffer(none).size(), 0u);
    EXPECT_EQ(buffer(std::string_view()).size(), 0u);
}

TEST(buffer, limits_another_buffer) {
    char bytes[5];
    const net::mutable_buffer writable(bytes, 5);
    const net::const_buffer read_only(bytes, 5);

    EXPECT_EQ(buffer(writable, 3).size(), 3u);
    EXPECT_EQ(buffer(writable, 9).size(), 5u);
    EXPECT_EQ(buffer(read_only, 3).size(), 3u);
    EXPECT_EQ(buffer(read_only, 9).size(), 5u);
    EXPECT_EQ(buffer(buffer(buffer(bytes)), 3).size(), 3u);
    EXPECT_TRUE(is_writable<decltype(buffer(writable))>);
    EXPECT_TRUE(is_read_only<decltype(buffer(read_only))>);
}

template <typename T>
concept viewable = requires(T& thing) {
    buffer(thing);
};

TEST(buffer, does_not_view_what_has_no_bytes_of_its_own) {
    EXPECT_FALSE(viewable<std::vector<std::string>>);
    EXPECT_FALSE(viewable<std::vector<net::const_buffer>>);
    EXPECT_FALSE(viewable<std::vector<bool>>);
    EXPECT_FALSE(viewable<std::list<char>>);
}

TEST(buffer_cast, is_the_memory_in_another_type) {
    char data[] = "abc";

    EXPECT_EQ(net::buffer_cast<char*>(net::buffer(data)), data);
    EXPECT_EQ(
        net::buffer_cast<const unsigned char*>(net::const_buffer(data, 3))[2],
        'c');
}

} // namespace buffer_test
