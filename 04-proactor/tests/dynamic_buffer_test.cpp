#include "04-proactor/dynamic_buffer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "04-proactor/growing_buffer.h"

namespace dynamic_buffer_test {

template <typename Container>
class dynamic_buffer : public testing::Test {
protected:
    static Container holding(std::string_view text) {
        return Container(text.begin(), text.end());
    }

    static std::string text_of(const net::const_buffer& view) {
        return {static_cast<const char*>(view.data()), view.size()};
    }

    static std::string text_of(const Container& container) {
        return text_of(net::buffer(container));
    }

    static void fill(const net::mutable_buffer& view, std::string_view text) {
        ASSERT_EQ(net::buffer_copy(view, net::buffer(text)), text.size());
    }
};

using containers = testing::Types<std::string, std::vector<char>>;
TYPED_TEST_SUITE(dynamic_buffer, containers);

TYPED_TEST(dynamic_buffer, has_both_interfaces) {
    using type = decltype(net::dynamic_buffer(std::declval<TypeParam&>()));

    EXPECT_TRUE(net::is_dynamic_buffer<type>::value);
    EXPECT_TRUE(net::is_dynamic_buffer_v1<type>::value);
    EXPECT_TRUE(net::is_dynamic_buffer_v2<type>::value);
    EXPECT_FALSE(net::is_dynamic_buffer<TypeParam>::value);
}

TYPED_TEST(dynamic_buffer, takes_what_the_container_holds_for_read) {
    TypeParam container = this->holding("abc");

    const auto buffer = net::dynamic_buffer(container);

    EXPECT_EQ(buffer.size(), 3u);
    EXPECT_EQ(this->text_of(buffer.data()), "abc");
    EXPECT_EQ(this->text_of(buffer.data(1, 1)), "b");
    EXPECT_EQ(buffer.max_size(), std::numeric_limits<std::size_t>::max());
    EXPECT_EQ(buffer.capacity(), container.capacity());
}

TYPED_TEST(dynamic_buffer, appends_what_is_prepared_and_committed) {
    TypeParam container = this->holding("abc");
    auto buffer = net::dynamic_buffer(container);

    const auto room = buffer.prepare(5);
    EXPECT_EQ(room.size(), 5u);
    EXPECT_EQ(buffer.size(), 3u);
    this->fill(room, "de");
    buffer.commit(2);

    EXPECT_EQ(this->text_of(buffer.data()), "abcde");
    EXPECT_EQ(this->text_of(container), "abcde");
}

TYPED_TEST(dynamic_buffer, commits_no_more_than_was_prepared) {
    TypeParam container;
    auto buffer = net::dynamic_buffer(container);
    buffer.commit(7);
    EXPECT_EQ(buffer.size(), 0u);

    this->fill(buffer.prepare(2), "ab");
    buffer.commit(9);

    EXPECT_EQ(this->text_of(buffer.data()), "ab");
}

TYPED_TEST(dynamic_buffer, keeps_only_the_last_preparation) {
    TypeParam container;
    auto buffer = net::dynamic_buffer(container);

    (void)buffer.prepare(100);
    this->fill(buffer.prepare(3), "abc");
    buffer.commit(3);

    EXPECT_EQ(this->text_of(container), "abc");
}

TYPED_TEST(dynamic_buffer, consumes_from_the_front) {
    TypeParam container = this->holding("abcde");
    auto buffer = net::dynamic_buffer(container);

    buffer.consume(2);
    EXPECT_EQ(this->text_of(container), "cde");
    (void)buffer.prepare(10);
    buffer.consume(1);
    EXPECT_EQ(this->text_of(buffer.data()), "de");
    buffer.consume(99);

    EXPECT_EQ(buffer.size(), 0u);
    buffer.commit(0);
    EXPECT_TRUE(container.empty());
}

TYPED_TEST(dynamic_buffer, grows_and_shrinks_at_its_end) {
    TypeParam container = this->holding("abc");
    auto buffer = net::dynamic_buffer(container);

    buffer.grow(4);
    EXPECT_EQ(buffer.size(), 7u);
    this->fill(buffer.data(3, 4), "de");
    buffer.shrink(2);
    EXPECT_EQ(this->text_of(container), "abcde");
    buffer.shrink(99);

    EXPECT_TRUE(container.empty());
}

TYPED_TEST(dynamic_buffer, views_no_part_that_is_not_there) {
    TypeParam container = this->holding("abc");
    auto buffer = net::dynamic_buffer(container);

    EXPECT_EQ(buffer.data(1, 99).size(), 2u);
    EXPECT_EQ(buffer.data(99, 1).size(), 0u);
    EXPECT_EQ(buffer.data(0, 0).size(), 0u);
}

TYPED_TEST(dynamic_buffer, throws_rather_than_grow_over_its_maximum) {
    TypeParam container = this->holding("abc");
    auto buffer = net::dynamic_buffer(container, 5);

    EXPECT_EQ(buffer.max_size(), 5u);
    EXPECT_EQ(buffer.capacity(),
              std::min<std::size_t>(container.capacity(), 5));
    EXPECT_THROW((void)buffer.prepare(3), std::length_error);
    EXPECT_THROW(buffer.grow(3), std::length_error);
    EXPECT_EQ(this->text_of(container), "abc");
    buffer.grow(2);
    EXPECT_EQ(buffer.size(), 5u);
}

TYPED_TEST(dynamic_buffer, sees_no_more_of_a_container_than_its_maximum) {
    TypeParam container = this->holding("abcdef");
    auto buffer = net::dynamic_buffer(container, 4);

    EXPECT_EQ(buffer.size(), 4u);
    EXPECT_EQ(buffer.data(0, 6).size(), 4u);
    EXPECT_THROW(buffer.grow(1), std::length_error);
}

TYPED_TEST(dynamic_buffer, shares_its_container_with_its_copies) {
    TypeParam container;
    auto buffer = net::dynamic_buffer(container);

    auto copy = buffer;
    copy.grow(3);

    EXPECT_EQ(buffer.size(), 3u);
}

/// What a program may bring along: only the second interface.
struct second_only {
    using const_buffers_type = net::const_buffer;
    using mutable_buffers_type = net::mutable_buffer;
    std::size_t size() const { return 0; }
    std::size_t max_size() const { return 0; }
    std::size_t capacity() const { return 0; }
    net::mutable_buffer data(std::size_t, std::size_t) { return {}; }
    net::const_buffer data(std::size_t, std::size_t) const { return {}; }
    void grow(std::size_t) {}
    void shrink(std::size_t) {}
    void consume(std::size_t) {}
};

TEST(is_dynamic_buffer, means_the_first_interface) {
    EXPECT_FALSE(net::is_dynamic_buffer<second_only>::value);
    EXPECT_FALSE(net::is_dynamic_buffer_v1<second_only>::value);
    EXPECT_TRUE(net::is_dynamic_buffer_v2<second_only>::value);
    EXPECT_TRUE(net::is_dynamic_buffer<net::streambuf>::value);
    EXPECT_TRUE(net::is_dynamic_buffer<net::basic_streambuf_ref<>>::value);
    EXPECT_FALSE(net::is_dynamic_buffer_v2<net::basic_streambuf_ref<>>::value);
}

TEST(growing_buffer, prepares_all_the_room_there_is_without_new_memory) {
    std::string text = "abc";
    text.reserve(2000);
    const std::size_t spare = text.capacity() - 3;
    auto growing = net::detail::make_growing_buffer(net::dynamic_buffer(text));

    EXPECT_EQ(growing.next_size(65536), spare);
    EXPECT_EQ(growing.next_size(1000), 1000u);
    EXPECT_EQ(growing.next_size(0), 0u);
}

TEST(growing_buffer, makes_no_tiny_steps_and_stops_at_the_maximum) {
    std::string text;
    const auto prepared = [&](std::size_t max_size) {
        const auto buffer = net::dynamic_buffer(text, max_size);
        return net::detail::make_growing_buffer(buffer).next_size(65536);
    };

    EXPECT_EQ(prepared(10'000), 512u);
    EXPECT_EQ(prepared(100), 100u);
    EXPECT_EQ(prepared(0), 0u);
}

/// Prepares `room` bytes in a growing buffer and commits the text.
template <typename Growing>
void append(Growing& growing, std::size_t room, std::string_view text) {
    const auto prepared = growing.prepare(room);
    ASSERT_EQ(net::buffer_size(prepared), room);
    growing.commit(net::buffer_copy(prepared, net::buffer(text)));
}

TEST(growing_buffer, works_the_same_over_either_interface) {
    std::string text = "ab";
    net::streambuf stream;
    stream.sputn("ab", 2);
    auto second =
        net::detail::make_growing_buffer(net::dynamic_buffer(text, 6));
    auto first = net::detail::make_growing_buffer(stream);

    append(second, 4, "cd");
    append(first, 4, "cd");
    second.consume(1);
    first.consume(1);

    EXPECT_EQ(text, "bcd");
    EXPECT_EQ(net::buffer_size(second.data()), 3u);
    EXPECT_EQ(net::buffer_size(first.data()), 3u);
    EXPECT_FALSE(second.full());
    append(second, 3, "xyz");
    EXPECT_TRUE(second.full());
    EXPECT_FALSE(first.full());
}

} // namespace dynamic_buffer_test
