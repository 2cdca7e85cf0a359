#include "04-proactor/ip/basic_resolver.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "04-proactor/bind_executor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/ip/tcp.h"
#include "04-proactor/ip/udp.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/outcome.h"
#include "04-proactor/use_future.h"

namespace resolver_test {

using net::outcome;
using net::patience;
using net::ip::address_v4;
using net::ip::tcp;

const auto numbers = net::ip::resolver_base::numeric_host |
                     net::ip::resolver_base::numeric_service;
const tcp::endpoint v4_http(address_v4::loopback(), 80);

struct resolver : testing::Test {
    net::io_context loop;
    tcp::resolver names{loop};
    outcome look_up;
    tcp::resolver::results_type found;
    std::error_code error = net::error::fault;

    auto handler() {
        return [this](std::error_code result,
                      const tcp::resolver::results_type& results) {
            look_up.handler()(result);
            found = results;
        };
    }
};

TEST_F(resolver, reads_numbers) {
    found = names.resolve("127.0.0.1", "80", numbers, error);

    EXPECT_FALSE(error);
    EXPECT_EQ(found.size(), 1u);
    EXPECT_EQ(found.begin()->endpoint(), v4_http);
    EXPECT_EQ(found.begin()->host_name(), "127.0.0.1");
    EXPECT_EQ(found.begin()->service_name(), "80");
}

TEST_F(resolver, reads_numbers_without_blocking) {
    names.async_resolve("127.0.0.1", "80", numbers, handler());
    EXPECT_EQ(look_up.calls, 0);

    const std::size_t called = loop.run_for(patience);

    EXPECT_EQ(called, 1u);
    EXPECT_FALSE(look_up.error);
    EXPECT_EQ(found.begin()->endpoint(), v4_http);
}

TEST_F(resolver, knows_this_host_by_its_name) {
    names.async_resolve(tcp::v4(), "localhost", "80", handler());

    loop.run_for(patience);
    if (look_up.error) GTEST_SKIP() << "localhost is unknown here";

    EXPECT_EQ(found.begin()->endpoint(), v4_http);
}

TEST_F(resolver, does_not_know_a_host_that_cannot_be) {
    names.async_resolve("not a number", "80", numbers, handler());

    loop.run_for(patience);

    EXPECT_EQ(look_up.error, net::error::host_not_found);
    EXPECT_TRUE(found.empty());
    EXPECT_THROW(names.resolve("not a number", "80", numbers),
                 std::system_error);
}

TEST_F(resolver, does_not_know_a_service_that_cannot_be) {
    names.async_resolve("127.0.0.1", "no such service", handler());

    loop.run_for(patience);
    names.resolve("127.0.0.1", "no such service", error);

    EXPECT_EQ(look_up.error, net::error::service_not_found);
    EXPECT_EQ(look_up.error.message(), "Service not found");
    EXPECT_EQ(error, net::error::service_not_found);
}

TEST_F(resolver, keeps_the_names_until_they_are_looked_up) {
    {
        std::string host = "127.0.0.1", service = "80";
        names.async_resolve(host, service, handler());
        host.assign(host.size(), 'x');
        service.assign(service.size(), 'x');
    }

    loop.run_for(patience);

    EXPECT_EQ(found.begin()->endpoint(), v4_http);
}

TEST_F(resolver, answers_in_the_order_of_the_questions) {
    std::string order;
    for (char name : {'1', '2', '3'}) {
        names.async_resolve(
            "127.0.0.1", "80", numbers,
            [&order, name](std::error_code, auto) { order += name; });
    }

    loop.run_for(patience);

    EXPECT_EQ(order, "123");
}

TEST_F(resolver, is_work_that_run_waits_for) {
    names.async_resolve("127.0.0.1", "80", handler());

    loop.poll();
    const bool had_work = !loop.stopped() || look_up.calls == 1;
    loop.restart();
    loop.run_for(patience);

    EXPECT_TRUE(had_work);
    EXPECT_EQ(look_up.calls, 1);
}

TEST_F(resolver, calls_each_handler_once_whether_cancelled_or_not) {
    int aborted = 0, answered = 0;
    for (int i = 0; i < 100; ++i) {
        names.async_resolve("127.0.0.1", "80",
                            [&](std::error_code result, auto) {
                                if (!result) ++answered;
                                if (result == net::error::operation_aborted)
                                    ++aborted;
                            });
    }

    names.cancel();
    EXPECT_EQ(aborted + answered, 0);
    loop.run_for(patience);

    EXPECT_EQ(aborted + answered, 100);
}

TEST_F(resolver, looks_up_again_after_it_was_cancelled) {
    names.cancel();

    names.async_resolve("127.0.0.1", "80", handler());
    loop.run_for(patience);

    EXPECT_FALSE(look_up.error);
}

TEST_F(resolver, takes_its_look_ups_along_when_it_moves) {
    names.async_resolve("127.0.0.1", "80", handler());

    tcp::resolver moved(std::move(names));
    names.cancel(); // has nothing any more
    loop.run_for(patience);

    EXPECT_EQ(look_up.calls, 1);
    EXPECT_FALSE(look_up.error);
}

TEST_F(resolver, looks_up_also_when_it_has_been_moved_from) {
    tcp::resolver moved(std::move(names));

    names.async_resolve("127.0.0.1", "80", handler());
    loop.run_for(patience);

    EXPECT_FALSE(look_up.error);
}

TEST_F(resolver, can_be_swapped) {
    tcp::resolver other(loop);
    other.async_resolve("127.0.0.1", "80", handler());

    std::swap(names, other);
    loop.run_for(patience);

    EXPECT_FALSE(look_up.error);
    EXPECT_EQ(found.begin()->endpoint(), v4_http);
}

TEST_F(resolver, may_be_gone_when_its_handler_is_called) {
    {
        tcp::resolver short_lived(loop);
        short_lived.async_resolve("127.0.0.1", "80", handler());
    }

    loop.run_for(patience);

    EXPECT_EQ(look_up.calls, 1);
}

TEST_F(resolver, calls_its_handler_in_its_strand_and_in_run) {
    auto strand = net::make_strand(loop);
    bool was_in_strand = false;
    std::thread::id called_in;
    names.async_resolve("127.0.0.1", "80",
                        net::bind_executor(strand, [&](std::error_code, auto) {
                            was_in_strand = strand.running_in_this_thread();
                            called_in = std::this_thread::get_id();
                        }));

    loop.run_for(patience);

    EXPECT_TRUE(was_in_strand);
    EXPECT_EQ(called_in, std::this_thread::get_id());
}

TEST_F(resolver, takes_other_tokens) {
    auto results =
        names.async_resolve(tcp::v4(), "127.0.0.1", "80", net::use_future);

    loop.run_for(patience);

    EXPECT_EQ(results.get().begin()->endpoint(), v4_http);
}

TEST(resolver_thread, ends_with_its_context_whatever_it_is_doing) {
    auto owned = std::make_shared<int>(7);
    const std::weak_ptr<int> watched = owned;
    int calls = 0;
    {
        net::io_context loop;
        tcp::resolver names(loop);
        for (int i = 0; i < 100; ++i) {
            names.async_resolve(
                "127.0.0.1", "80",
                [&calls, owned](std::error_code, auto) { ++calls; });
        }
        owned.reset();
    }

    EXPECT_EQ(calls, 0);
    EXPECT_TRUE(watched.expired());
}

TEST_F(resolver, finds_the_names_of_an_address_and_a_port) {
    const net::ip::udp::endpoint nowhere(address_v4::loopback(), 1);
    net::ip::udp::resolver datagram_names(loop);

    names.async_resolve(v4_http, handler());
    loop.run_for(patience);
    const auto same = names.resolve(v4_http, error);
    const auto other = datagram_names.resolve(nowhere);

    ASSERT_EQ(found.size(), 1u); // a number if it has no name
    EXPECT_FALSE(look_up.error);
    EXPECT_FALSE(error);
    EXPECT_EQ(found->endpoint(), v4_http);
    EXPECT_FALSE(found->host_name().empty());
    EXPECT_EQ(found->host_name(), same->host_name());
    EXPECT_EQ(found->service_name(), same->service_name());
    EXPECT_EQ(other->endpoint(), nowhere);
}

TEST_F(resolver, finds_names_of_one_protocol_with_flags) {
    names.async_resolve(tcp::v4(), "127.0.0.1", "80", numbers, handler());
    loop.run_for(patience);

    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found->endpoint(), v4_http);
}

} // namespace resolver_test
