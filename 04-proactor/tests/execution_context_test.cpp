#include "04-proactor/execution_context.h"
#include "04-proactor/io_context.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace execution_context_test {

/// Services write down what happens to them.
struct diary : net::execution_context {
    explicit diary(std::string& empty) : pages(empty) {}
    std::string& pages;
};

template <char Name>
class noting_service : public net::execution_context::service {
public:
    using key_type = noting_service;
    [[maybe_unused]] static inline net::execution_context::id id;

    explicit noting_service(net::execution_context& owner, int its_number = 0)
        : service(owner), number(its_number) {
        note("+");
    }
    ~noting_service() override { note("~"); }

    const int number;

private:
    void shutdown() override { note("-"); }
    void notify_fork(net::execution_context::fork_event event) override {
        note(event == net::execution_context::fork_prepare  ? "<"
             : event == net::execution_context::fork_parent ? "p"
                                                            : "c");
    }
    void note(const char* what) {
        static_cast<diary&>(context()).pages += what + std::string(1, Name);
    }
};

using service_a = noting_service<'a'>;
using service_b = noting_service<'b'>;

/// Makes `service_a` if it is the first to need it.
class needy_service : public service_b {
public:
    using key_type = needy_service;
    [[maybe_unused]] static inline net::execution_context::id id;

    explicit needy_service(net::execution_context& owner)
        : service_b(owner), first(net::use_service<service_a>(owner)) {}
    service_a& first;
};

TEST(service, is_made_when_it_is_first_used) {
    std::string pages;
    diary context(pages);
    EXPECT_FALSE(net::has_service<service_a>(context));

    service_a& one = net::use_service<service_a>(context);

    EXPECT_TRUE(net::has_service<service_a>(context));
    EXPECT_EQ(&net::use_service<service_a>(context), &one);
    EXPECT_EQ(&one.context(), &context);
    EXPECT_EQ(pages, "+a");
}

TEST(service, may_be_made_with_arguments) {
    std::string pages;
    diary context(pages);

    net::make_service<service_a>(context, 7);

    EXPECT_EQ(net::use_service<service_a>(context).number, 7);
}

TEST(service, is_not_made_a_second_time) {
    std::string pages;
    diary context(pages);
    service_a& first = net::make_service<service_a>(context, 7);

    EXPECT_THROW(net::make_service<service_a>(context, 8),
                 net::service_already_exists);

    EXPECT_EQ(&net::use_service<service_a>(context), &first);
    EXPECT_EQ(pages, "+a+a~a");
}

TEST(service, may_be_added_by_hand) {
    std::string pages;
    {
        diary context(pages);
        auto* one = new service_a(context, 9);

        net::add_service(context, one);

        EXPECT_EQ(&net::use_service<service_a>(context), one);
    }
    EXPECT_EQ(pages, "+a-a~a");
}

TEST(service, that_is_refused_stays_the_callers) {
    std::string pages, other_pages;
    diary context(pages), other(other_pages);
    net::use_service<service_a>(context);
    const auto second = std::make_unique<service_a>(context);
    const auto foreign = std::make_unique<service_b>(other);

    EXPECT_THROW(net::add_service(context, second.get()),
                 net::service_already_exists);
    EXPECT_THROW(net::add_service(context, foreign.get()),
                 net::invalid_service_owner);

    EXPECT_FALSE(net::has_service<service_b>(context));
}

TEST(service, may_use_another_one_while_it_is_made) {
    std::string pages;
    {
        diary context(pages);

        needy_service& second = net::use_service<needy_service>(context);

        EXPECT_EQ(&second.first, &net::use_service<service_a>(context));
    }
    // The one that was needed was there first, and goes last.
    EXPECT_EQ(pages, "+b+a-b-a~b~a");
}

TEST(execution_context, shuts_all_down_before_it_destroys_the_first) {
    std::string pages;
    {
        diary context(pages);
        net::use_service<service_a>(context);
        net::use_service<service_b>(context);
    }

    EXPECT_EQ(pages, "+a+b-b-a~b~a");
}

TEST(execution_context, tells_of_forks_there_and_back) {
    std::string pages;
    diary context(pages);
    net::use_service<service_a>(context);
    net::use_service<service_b>(context);
    pages.clear();

    context.notify_fork(net::execution_context::fork_prepare);
    context.notify_fork(net::execution_context::fork_parent);
    context.notify_fork(net::execution_context::fork_child);

    EXPECT_EQ(pages, "<b<apapbcacb");
}

TEST(service, of_an_io_context_may_know_it_by_its_type) {
    class io_service_of_ours : public net::io_context::service {
    public:
        explicit io_service_of_ours(net::io_context& owner) : service(owner) {}

    private:
        void shutdown() override {}
    };
    net::io_context loop;

    auto& one = net::use_service<io_service_of_ours>(loop);

    EXPECT_EQ(&one.get_io_context(), &loop);
}

} // namespace execution_context_test
