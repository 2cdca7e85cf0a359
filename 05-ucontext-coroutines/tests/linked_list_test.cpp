#include "05-ucontext-coroutines/linked_list.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace linked_list_test {

struct guest : net::linked<struct in_hall>, net::linked<struct in_bar> {
    explicit guest(char its_name) : name(its_name) {}
    char name;
};

using hall_list = net::linked_list<guest, in_hall>;
using bar_list = net::linked_list<guest, in_bar>;

template <class List>
std::string names(const List& list) {
    std::string all;
    for (guest* one = list.front(); one; one = list.next(*one)) {
        all += one->name;
    }
    return all;
}

TEST(linked_list, is_empty_at_first) {
    hall_list hall;

    EXPECT_TRUE(hall.empty());
    EXPECT_EQ(hall.front(), nullptr);
    EXPECT_EQ(hall.pop_front(), nullptr);
}

TEST(linked_list, keeps_the_order_in_which_they_came) {
    guest a('a'), b('b'), c('c');
    hall_list hall;
    for (guest* one : {&a, &b, &c}) hall.push_back(*one);

    EXPECT_EQ(names(hall), "abc");
    EXPECT_EQ(hall.pop_front(), &a);
    EXPECT_EQ(names(hall), "bc");
}

TEST(linked_list, lets_one_leave_from_anywhere) {
    guest a('a'), b('b'), c('c');
    hall_list hall;
    for (guest* one : {&a, &b, &c}) hall.push_back(*one);

    static_cast<net::linked<in_hall>&>(b).unlink();
    EXPECT_EQ(names(hall), "ac");
    static_cast<net::linked<in_hall>&>(c).unlink();
    EXPECT_EQ(names(hall), "a");
    static_cast<net::linked<in_hall>&>(a).unlink();
    EXPECT_TRUE(hall.empty());
}

TEST(linked_list, is_left_by_one_that_ends) {
    guest a('a');
    hall_list hall;
    hall.push_back(a);
    {
        guest b('b');
        hall.push_back(b);
    }

    EXPECT_EQ(names(hall), "a");
}

TEST(linked_list, may_end_before_its_elements) {
    guest a('a'), b('b');
    {
        hall_list hall;
        hall.push_back(a);
        hall.push_back(b);
    }
    hall_list next;

    static_cast<net::linked<in_hall>&>(a).unlink();
    static_cast<net::linked<in_hall>&>(b).unlink();
    next.push_back(a);

    EXPECT_EQ(names(next), "a");
}

TEST(linked_list, lets_one_stand_in_two_lists_at_once) {
    guest a('a'), b('b');
    hall_list hall;
    bar_list bar;
    hall.push_back(a);
    hall.push_back(b);
    bar.push_back(b);
    bar.push_back(a);

    hall.pop_front();

    EXPECT_EQ(names(hall), "b");
    EXPECT_EQ(names(bar), "ba");
    EXPECT_FALSE(static_cast<net::linked<in_hall>&>(a).is_linked());
    EXPECT_TRUE(static_cast<net::linked<in_bar>&>(a).is_linked());
}

} // namespace linked_list_test
