#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <new>
#include <system_error>
#include <thread>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/handler_memory.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"

namespace {

// The one global of the tests: there is only one operator new.
std::atomic<long> allocations{0};

} // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* block = std::malloc(size)) return block;
    throw std::bad_alloc();
}

void operator delete(void* block) noexcept {
    std::free(block);
}

void operator delete(void* block, std::size_t) noexcept {
    std::free(block);
}

namespace {

using namespace std::chrono_literals;

/// Starts itself again and again, and measures when it is in its stride.
class chain {
public:
    static constexpr int steps = 200;
    using starter = std::function<void(chain&)>;
    explicit chain(starter start) : start_(std::move(start)) {}

    void begin() { start_(*this); }

    void operator()() {
        ++done_;
        if (done_ == steps / 2) before_ = allocations;
        if (done_ == steps) after_ = allocations;
        if (done_ < steps) start_(*this);
    }

    bool is_done() const { return done_ == steps; }
    long allocated() const { return after_ - before_; }

private:
    starter start_;
    int done_ = 0;
    long before_ = 0;
    long after_ = 0;
};

class steady_chain : public testing::TestWithParam<int> {
protected:
    void run(chain& one) {
        one.begin();
        loop_.run();
        ASSERT_TRUE(one.is_done());
    }

    net::io_context loop_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(hints, steady_chain, testing::Values(1, 4));

TEST_P(steady_chain, of_posts_allocates_nothing) {
    chain posts([this](chain& self) { net::post(loop_, [&] { self(); }); });

    run(posts);

    EXPECT_EQ(posts.allocated(), 0);
}

TEST_P(steady_chain, of_defers_allocates_nothing) {
    chain defers([this](chain& self) { net::defer(loop_, [&] { self(); }); });

    run(defers);

    EXPECT_EQ(defers.allocated(), 0);
}

TEST_P(steady_chain, in_a_strand_allocates_nothing) {
    auto strand = net::make_strand(loop_);
    chain posts([&](chain& self) { net::post(strand, [&] { self(); }); });

    run(posts);

    EXPECT_EQ(posts.allocated(), 0);
}

TEST_P(steady_chain, of_handlers_bound_to_a_strand_allocates_nothing) {
    auto strand = net::make_strand(loop_);
    chain posts([&](chain& self) {
        net::post(loop_, net::bind_executor(strand, [&] { self(); }));
    });

    run(posts);

    EXPECT_EQ(posts.allocated(), 0);
}

TEST_P(steady_chain, of_timers_allocates_nothing) {
    net::steady_timer timer(loop_);
    chain waits([&](chain& self) {
        timer.expires_after(0ms);
        timer.async_wait([&](std::error_code) { self(); });
    });

    run(waits);

    EXPECT_EQ(waits.allocated(), 0);
}

TEST(blocks, that_another_thread_gives_back_come_home) {
    constexpr std::size_t size = 200;
    std::array<void*, 500> blocks;
    std::barrier given(2), taken(2);
    constexpr int rounds = 10;
    std::thread other([&] {
        for (int i = 0; i < rounds; ++i) {
            given.arrive_and_wait();
            for (void* each : blocks) net::detail::free_block(each, size);
            taken.arrive_and_wait();
        }
    });

    long in_last_round = 0;
    for (int i = 0; i < rounds; ++i) {
        const long before = allocations;
        for (void*& each : blocks) each = net::detail::allocate_block(size);
        in_last_round = allocations - before;
        given.arrive_and_wait();
        taken.arrive_and_wait();
    }
    other.join();

    EXPECT_EQ(in_last_round, 0);
}

/// What a counting allocator has given out.
struct account {
    int blocks = 0;
    int total = 0;
};

template <class T>
class counting_allocator {
public:
    using value_type = T;

    explicit counting_allocator(account& all) : all_(&all) {}
    template <class U>
    counting_allocator(const counting_allocator<U>& other)
        : all_(&other.all()) {}

    T* allocate(std::size_t n) {
        ++all_->blocks;
        ++all_->total;
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* block, std::size_t n) {
        --all_->blocks;
        std::allocator<T>().deallocate(block, n);
    }
    account& all() const { return *all_; }

    template <class U>
    bool operator==(const counting_allocator<U>& other) const {
        return all_ == &other.all();
    }

private:
    account* all_;
};

auto counted(account& all, auto handler) {
    return net::bind_allocator(counting_allocator<void>(all),
                               std::move(handler));
}

TEST(allocator, of_a_handler_serves_its_operation) {
    net::io_context loop;
    account all;

    net::post(loop, counted(all, [] {}));
    net::defer(loop, counted(all, [] {}));
    net::dispatch(net::make_strand(loop), counted(all, [] {}));
    EXPECT_EQ(all.blocks, 3);
    EXPECT_EQ(loop.run(), 3u);

    EXPECT_EQ(all.total, 3);
    EXPECT_EQ(all.blocks, 0);
}

TEST(allocator, has_its_block_back_before_the_handler_is_called) {
    net::io_context loop;
    net::steady_timer timer(loop, 1ms);
    account all;
    int blocks_in_post = -1, blocks_in_wait = -1;

    net::post(loop, counted(all, [&] { blocks_in_post = all.blocks; }));
    loop.run();
    loop.restart();
    timer.async_wait(
        counted(all, [&](std::error_code) { blocks_in_wait = all.blocks; }));
    loop.run();

    EXPECT_EQ(all.total, 2);
    EXPECT_EQ(blocks_in_post, 0);
    EXPECT_EQ(blocks_in_wait, 0);
}

TEST(allocator, has_its_block_back_when_the_handler_is_never_called) {
    account all;
    {
        net::io_context loop;
        net::steady_timer timer(loop, 1h);
        net::post(loop, counted(all, [] {}));
        net::post(net::make_strand(loop), counted(all, [] {}));
        timer.async_wait(counted(all, [](std::error_code) {}));
        EXPECT_EQ(all.blocks, 3);
        loop.stop();
    }

    EXPECT_EQ(all.blocks, 0);
}

TEST(allocator, is_found_through_a_bound_executor) {
    net::io_context first, home;
    account all;
    bool called = false;

    net::post(first,
              net::bind_executor(home, counted(all, [&] { called = true; })));
    EXPECT_EQ(all.blocks, 1);
    first.run();
    home.run();

    EXPECT_TRUE(called);
    EXPECT_EQ(all.total, 2); // one operation in each of the contexts
    EXPECT_EQ(all.blocks, 0);
}

TEST(handler, that_can_only_be_moved_goes_everywhere) {
    net::io_context loop, other;
    net::steady_timer timer(loop, 1ms);
    int sum = 0;
    auto handler = [&](int n) {
        return [&sum, p = std::make_unique<int>(n)](auto...) { sum += *p; };
    };

    net::post(loop, handler(1));
    net::dispatch(net::make_strand(loop), handler(10));
    net::defer(loop, net::bind_executor(other, handler(100)));
    timer.async_wait(net::bind_executor(other, handler(1000)));
    loop.run();
    other.run();

    EXPECT_EQ(sum, 1111);
}

} // namespace
