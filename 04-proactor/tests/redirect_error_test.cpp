#include "04-proactor/redirect_error.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <string>

#include "04-proactor/basic_datagram_socket.h"
#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/local/connect_pair.h"
#include "04-proactor/local/datagram_protocol.h"
#include "04-proactor/strand.h"
#include "04-proactor/use_future.h"

namespace redirect_error_test {

using namespace std::chrono_literals;
using net::redirect_error;

/// A wait that ends at once.
struct due_timer : net::steady_timer {
    explicit due_timer(net::io_context& loop) : net::steady_timer(loop, 0s) {}
};

TEST(redirect_error, takes_the_error_away_from_the_handler) {
    net::io_context loop;
    net::steady_timer timer(loop, 1h);
    std::error_code error;
    bool called = false;
    timer.async_wait(redirect_error([&] { called = true; }, error));

    timer.cancel();
    loop.run();

    EXPECT_TRUE(called);
    EXPECT_EQ(error, net::error::operation_aborted);
}

TEST(redirect_error, clears_the_error_if_all_went_well) {
    net::io_context loop;
    due_timer timer(loop);
    std::error_code error = net::error::fault;

    timer.async_wait(redirect_error([] {}, error));
    loop.run();

    EXPECT_FALSE(error);
}

TEST(redirect_error, leaves_the_other_results_to_the_handler) {
    net::io_context loop;
    net::local::datagram_protocol::socket ours(loop), theirs(loop);
    net::local::connect_pair(ours, theirs);
    std::array<char, 16> data;
    std::error_code error = net::error::fault;
    std::size_t received = 0;

    ours.send(net::buffer("hello", 5));
    theirs.async_receive(
        net::buffer(data),
        redirect_error([&](std::size_t n) { received = n; }, error));
    loop.run();

    EXPECT_EQ(received, 5u);
    EXPECT_FALSE(error);
}

TEST(redirect_error, keeps_a_future_from_throwing) {
    net::io_context loop;
    net::steady_timer timer(loop, 1h);
    std::error_code error;
    std::future<void> done =
        timer.async_wait(redirect_error(net::use_future, error));

    timer.cancel();
    loop.run();

    EXPECT_NO_THROW(done.get());
    EXPECT_EQ(error, net::error::operation_aborted);
}

TEST(redirect_error, lets_the_handlers_executor_shine_through) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    due_timer timer(loop);
    std::error_code error;
    bool in_strand = false;
    auto handler = net::bind_executor(
        strand, [&] { in_strand = strand.running_in_this_thread(); });

    timer.async_wait(redirect_error(std::move(handler), error));
    loop.run();

    EXPECT_TRUE(in_strand);
}

TEST(redirect_error, can_be_bound_to_an_executor_itself) {
    net::io_context loop;
    auto strand = net::make_strand(loop);
    due_timer timer(loop);
    std::error_code error;
    bool in_strand = false;
    auto token = redirect_error(
        [&] { in_strand = strand.running_in_this_thread(); }, error);

    timer.async_wait(net::bind_executor(strand, token));
    loop.run();

    EXPECT_TRUE(in_strand);
}

/// Counts what it hands out.
template <class T>
struct counting_allocator {
    using value_type = T;

    explicit counting_allocator(int& counter) : count(&counter) {}
    template <class U>
    counting_allocator(const counting_allocator<U>& other)
        : count(other.count) {}

    T* allocate(std::size_t n) {
        ++*count;
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* at, std::size_t n) {
        std::allocator<T>().deallocate(at, n);
    }
    friend bool operator==(const counting_allocator&,
                           const counting_allocator&) = default;

    int* count;
};

TEST(redirect_error, lets_the_handlers_allocator_shine_through) {
    net::io_context loop;
    due_timer timer(loop);
    std::error_code error;
    int allocated = 0;
    auto handler =
        net::bind_allocator(counting_allocator<char>(allocated), [] {});

    timer.async_wait(redirect_error(std::move(handler), error));
    loop.run();

    EXPECT_EQ(allocated, 1);
}

} // namespace redirect_error_test
