#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "04-proactor/bind_executor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

namespace post_executor_test {

/// An executor of a user's own, that knows no more than it has to.
class list_executor {
public:
    explicit list_executor(std::deque<std::function<void()>>& list)
        : list_(&list) {}

    template <class Function>
    void execute(Function f) const {
        auto shared = std::make_shared<Function>(std::move(f));
        list_->push_back([shared] { std::move (*shared)(); });
    }

    friend bool operator==(const list_executor&,
                           const list_executor&) noexcept = default;

private:
    std::deque<std::function<void()>>* list_;
};

/// One that says where it calls, in the words of newer programs.
struct asked_executor {
    net::io_context& query(net::execution::context_t) const { return *home; }
    template <class Function>
    void execute(Function f) const {
        f();
    }
    bool operator==(const asked_executor&) const = default;

    net::io_context* home;
};

/// A handler that cannot have members.
struct foreign_handler {
    void operator()() const { called += 'f'; }
    std::string& called;
    net::io_context& home;
};

} // namespace post_executor_test

template <class Executor>
struct net::associated_executor<post_executor_test::foreign_handler, Executor> {
    using type = net::io_context::executor_type;
    static type get(const post_executor_test::foreign_handler& handler,
                    const Executor& = Executor()) noexcept {
        return handler.home.get_executor();
    }
};

namespace post_executor_test {

TEST(executor, that_knows_execute_alone_can_be_posted_to) {
    std::deque<std::function<void()>> list;
    const list_executor one(list);
    std::string called;

    net::post(one, [&] { called += 'a'; });
    net::dispatch(one, [&] { called += 'b'; });
    net::defer(one, [&] { called += 'c'; });

    EXPECT_EQ(called, "");
    for (auto& each : list) each();
    EXPECT_EQ(called, "abc");
}

TEST(executor, that_knows_execute_alone_can_be_bound) {
    std::deque<std::function<void()>> list;
    const list_executor one(list);
    net::io_context loop;
    std::string called;

    net::post(net::bind_executor(one, [&] { called += 'a'; }));
    net::post(loop, net::bind_executor(one, [&] { called += 'b'; }));

    EXPECT_EQ(list.size(), 1u);
    EXPECT_EQ(loop.run(), 1u);
    ASSERT_EQ(list.size(), 2u);
    for (auto& each : list) each();
    EXPECT_EQ(called, "ab");
}

TEST(executor, of_a_handler_may_be_said_by_a_specialised_trait) {
    net::io_context home;
    std::string called;

    net::post(foreign_handler{called, home});

    EXPECT_EQ(home.run(), 1u);
    EXPECT_EQ(called, "f");
}

TEST(executor, of_a_specialised_trait_is_gone_to_by_way_of_the_first) {
    net::io_context first, home;
    std::string called;

    net::post(first, foreign_handler{called, home});

    EXPECT_EQ(first.run(), 1u);
    EXPECT_EQ(called, "");
    EXPECT_EQ(home.run(), 1u);
    EXPECT_EQ(called, "f");
}

TEST(executor, shines_through_a_bound_allocator) {
    net::io_context first, home;
    int calls = 0;

    net::post(first,
              net::bind_allocator(std::allocator<void>(),
                                  net::bind_executor(home, [&] { ++calls; })));

    EXPECT_EQ(first.run(), 1u);
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(home.run(), 1u);
    EXPECT_EQ(calls, 1);
}

TEST(executor, of_a_context_is_the_same_in_all_copies) {
    net::io_context loop, other;
    const auto one = loop.get_executor();
    const auto copy = one;

    EXPECT_TRUE(one == copy);
    EXPECT_TRUE(one == loop.get_executor());
    EXPECT_TRUE(one != other.get_executor());
    EXPECT_EQ(&one.context(), &loop);
}

TEST(executor, knows_whether_it_is_running_in_this_thread) {
    net::io_context loop;
    const auto one = loop.get_executor();
    bool inside = false;
    net::post(loop, [&] { inside = one.running_in_this_thread(); });

    loop.run();

    EXPECT_TRUE(inside);
    EXPECT_FALSE(one.running_in_this_thread());
}

TEST(executor, executes_like_dispatch) {
    net::io_context loop;
    std::string called;
    loop.get_executor().execute([&] {
        loop.get_executor().execute([&] { called += 'a'; });
        called += 'b';
    });
    EXPECT_EQ(called, "");

    EXPECT_EQ(loop.run(), 1u);

    EXPECT_EQ(called, "ab");
}

TEST(executor, tells_its_context) {
    net::io_context loop;
    const asked_executor one{&loop};

    EXPECT_EQ(&net::query(one, net::execution::context), &loop);
    EXPECT_EQ(&net::query(loop.get_executor(), net::execution::context), &loop);
}

TEST(executor, may_be_none) {
    net::io_context loop;
    net::any_io_executor one = loop.get_executor();
    EXPECT_TRUE(one != nullptr);

    one = nullptr;

    EXPECT_FALSE(one);
    EXPECT_EQ(one, net::any_io_executor());
}

} // namespace post_executor_test
