#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <memory>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"

namespace context_end_test {

using namespace std::chrono_literals;

/// Counts the ends of a handler, of whatever kind.
struct fate {
    int called = 0;
    int destroyed = 0;
};

/// A handler that has been moved from has no end of its own.
class fatal_handler {
public:
    explicit fatal_handler(fate& mine) : fate_(&mine) {}
    fatal_handler(fatal_handler&& other) noexcept
        : fate_(std::exchange(other.fate_, nullptr)) {}
    ~fatal_handler() {
        if (fate_) ++fate_->destroyed;
    }
    void operator()(std::error_code = {}) { ++fate_->called; }

private:
    fate* fate_;
};

TEST(handler, is_called_once_and_destroyed_once) {
    fate mine;
    net::io_context loop;
    net::post(loop, fatal_handler(mine));
    net::defer(loop, fatal_handler(mine));
    net::dispatch(net::make_strand(loop), fatal_handler(mine));
    net::steady_timer timer(loop, 1ms);
    timer.async_wait(fatal_handler(mine));

    loop.run();

    EXPECT_EQ(mine.called, 4);
    EXPECT_EQ(mine.destroyed, 4);
}

TEST(handler, is_destroyed_uncalled_with_its_context) {
    fate mine;
    {
        net::io_context loop;
        net::post(loop, fatal_handler(mine));
        net::post(net::make_strand(loop), fatal_handler(mine));
        net::post(loop, net::bind_executor(net::make_strand(loop),
                                           fatal_handler(mine)));
        EXPECT_EQ(mine.destroyed, 0);
    }

    EXPECT_EQ(mine.called, 0);
    EXPECT_EQ(mine.destroyed, 3);
}

TEST(handler, may_own_the_timer_that_it_waits_for) {
    fate mine;
    {
        net::io_context loop;
        auto timer = std::make_shared<net::steady_timer>(loop, 1h);
        timer->async_wait(
            [timer, end = fatal_handler(mine)](auto) mutable { end(); });
        timer.reset();
        loop.poll();
    }

    EXPECT_EQ(mine.called, 0);
    EXPECT_EQ(mine.destroyed, 1);
}

TEST(handler, that_is_destroyed_may_post_another_one) {
    fate mine;
    {
        net::io_context loop;
        std::shared_ptr<void> at_the_end(
            nullptr, [&](void*) { net::post(loop, fatal_handler(mine)); });
        net::post(loop, [last = std::move(at_the_end)] {});
    }

    EXPECT_EQ(mine.called, 0);
    EXPECT_EQ(mine.destroyed, 1);
}

/// Says when the services of a context have come to their end.
class witness : public net::execution_context::service {
public:
    using key_type = witness;
    [[maybe_unused]] static inline net::execution_context::id id;

    witness(net::execution_context& owner, bool& ended)
        : service(owner), ended_(ended) {}
    ~witness() override { ended_ = true; }

private:
    void shutdown() override {}
    bool& ended_;
};

/// A handler that does something when it is destroyed.
auto handler_with_a_last_will(auto will) {
    return [it = std::shared_ptr<void>(nullptr, [will](void*) { will(); })] {};
}

TEST(handler, that_is_destroyed_may_post_one_that_needs_the_services) {
    bool services_ended = false;
    bool too_late = true;
    {
        net::io_context loop;
        net::make_service<witness>(loop, services_ended);
        net::post(loop, handler_with_a_last_will([&] {
                      net::post(loop, handler_with_a_last_will(
                                          [&] { too_late = services_ended; }));
                  }));
    }

    EXPECT_TRUE(services_ended);
    EXPECT_FALSE(too_late);
}

TEST(handler, may_outlive_its_context_by_no_more_than_the_call) {
    fate mine;
    auto loop = std::make_shared<net::io_context>();
    net::post(*loop, [&, end = fatal_handler(mine)]() mutable { end(); });

    loop->run();

    EXPECT_EQ(mine.destroyed, 1); // although the context is still there
}

TEST(handler, is_destroyed_before_the_next_one_is_called) {
    fate first;
    net::io_context loop;
    int destroyed_by_then = -1;
    net::post(loop, fatal_handler(first));
    net::post(loop, [&] { destroyed_by_then = first.destroyed; });

    loop.run();

    EXPECT_EQ(destroyed_by_then, 1);
}

TEST(handler, waits_for_its_context_in_a_forked_child_too) {
    net::io_context loop;
    net::steady_timer timer(loop, 5ms);
    bool called = false;
    timer.async_wait([&](std::error_code) { called = true; });
    loop.notify_fork(net::io_context::fork_prepare);

    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        loop.notify_fork(net::io_context::fork_child);
        loop.run_for(10s);
        ::_exit(called ? 0 : 1);
    }
    loop.notify_fork(net::io_context::fork_parent);
    loop.run();

    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(called);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

} // namespace context_end_test
