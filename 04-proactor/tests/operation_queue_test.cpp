#include <gtest/gtest.h>

#include <string>

#include "04-proactor/operation.h"

namespace operation_queue_test {

using net::detail::operation_queue;

/// Says what becomes of it, and frees nothing: it is the test's.
class letter final : public net::detail::operation {
public:
    letter(char its_name, std::string& destroyed)
        : operation(&letter::end), name(its_name), destroyed_(destroyed) {}

    const char name;

private:
    static void end(net::detail::scheduler* owner, operation* self) {
        auto* one = static_cast<letter*>(self);
        if (!owner) one->destroyed_ += one->name;
    }

    std::string& destroyed_;
};

class letter_queue : public testing::Test {
protected:
    /// Shape:    the names, in the order in which they leave
    static std::string empty_out(auto& queue) {
        std::string names;
        while (auto* one = queue.pop())
            names += static_cast<letter*>(one)->name;
        return names;
    }

    std::string destroyed_;
    letter a_{'a', destroyed_}, b_{'b', destroyed_}, c_{'c', destroyed_};
};

TEST_F(letter_queue, is_empty_at_first) {
    operation_queue queue;

    EXPECT_TRUE(queue.empty());
    EXPECT_FALSE(queue.has_one());
    EXPECT_EQ(queue.front(), nullptr);
    EXPECT_EQ(queue.pop(), nullptr);
}

TEST_F(letter_queue, gives_back_in_the_order_of_pushing) {
    operation_queue queue;
    for (letter* each : {&a_, &b_, &c_}) queue.push(each);

    EXPECT_EQ(queue.front(), &a_);
    EXPECT_EQ(empty_out(queue), "abc");

    EXPECT_TRUE(queue.empty());
}

TEST_F(letter_queue, knows_when_there_is_exactly_one) {
    operation_queue queue;
    queue.push(&a_);
    EXPECT_TRUE(queue.has_one());

    queue.push(&b_);
    EXPECT_FALSE(queue.has_one());

    queue.pop();
    EXPECT_TRUE(queue.has_one());
    queue.pop();
    EXPECT_FALSE(queue.has_one());
}

TEST_F(letter_queue, can_be_used_again_after_it_was_empty) {
    operation_queue queue;
    queue.push(&a_);
    queue.push(&b_);
    empty_out(queue);

    queue.push(&c_);
    queue.push(&a_);

    EXPECT_EQ(empty_out(queue), "ca");
}

TEST_F(letter_queue, takes_all_of_another_behind_its_own) {
    operation_queue queue, other;
    queue.push(&c_);
    other.push(&a_);
    other.push(&b_);

    queue.append(other);

    EXPECT_TRUE(other.empty());
    EXPECT_EQ(empty_out(queue), "cab");
}

TEST_F(letter_queue, appends_to_nothing_and_nothing_to_something) {
    operation_queue queue, other;
    other.push(&a_);

    queue.append(other);
    queue.append(other);
    queue.push(&b_);

    EXPECT_EQ(empty_out(queue), "ab");
    EXPECT_TRUE(other.empty());
}

TEST_F(letter_queue, can_be_pushed_to_after_it_was_taken_over) {
    operation_queue queue, other;
    other.push(&a_);
    queue.append(other);

    other.push(&b_);
    queue.append(other);

    EXPECT_EQ(empty_out(queue), "ab");
}

TEST_F(letter_queue, takes_over_one_of_a_derived_type) {
    net::detail::basic_operation_queue<letter> letters;
    letters.push(&a_);
    letters.push(&b_);
    EXPECT_EQ(letters.front()->name, 'a');
    operation_queue queue;

    queue.append(letters);

    EXPECT_EQ(empty_out(queue), "ab");
}

TEST_F(letter_queue, destroys_what_is_left_in_order) {
    {
        operation_queue queue;
        for (letter* each : {&b_, &a_, &c_}) queue.push(each);
        queue.pop();
    }

    EXPECT_EQ(destroyed_, "ac");
}

TEST_F(letter_queue, destroys_nothing_that_has_been_taken_over) {
    operation_queue queue;
    {
        operation_queue other;
        other.push(&a_);
        queue.append(other);
    }

    EXPECT_EQ(destroyed_, "");
    EXPECT_EQ(empty_out(queue), "a");
}

} // namespace operation_queue_test
