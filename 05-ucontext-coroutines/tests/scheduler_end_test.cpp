#include <functional>

#include "05-ucontext-coroutines/awaitable_fd.h"
#include "05-ucontext-coroutines/channel.h"
#include "05-ucontext-coroutines/condition.h"
#include "05-ucontext-coroutines/mutex.h"
#include "05-ucontext-coroutines/tests/by_hand.h"
#include "05-ucontext-coroutines/wait_group.h"

namespace scheduler_end_test {

using namespace std::chrono_literals;

/// Calls what it is given when it goes.
class at_end {
public:
    explicit at_end(std::function<void()> call) : call_(std::move(call)) {}
    at_end(at_end&& other) noexcept
        : call_(std::exchange(other.call_, nullptr)) {}
    ~at_end() {
        if (call_) call_();
    }

private:
    std::function<void()> call_;
};

class scheduler_end : public net::by_hand {
protected:
    /// Writes `name` into the log when it goes.
    at_end logged(const char* name) {
        return at_end([this, name] { log += name; });
    }

    /// Ends the scheduler while the tasks are where they have got to.
    void end() {
        run_until_quiet();
        tasks.reset();
    }

    net::scheduler& here = *tasks; // while it ends as well
};

TEST_F(scheduler_end, unwinds_tasks_in_every_state) {
    auto [ours, theirs] = net::nonblocking_pair();
    net::mutex locked;
    net::condition never_met;
    net::channel<int> silent;
    tasks->spawn([&] {
        const at_end mark = logged("asleep ");
        tasks->sleep_for(1h);
    });
    tasks->spawn([&, socket = std::move(ours)]() mutable {
        net::awaitable_fd peer(std::move(socket));
        const at_end mark = logged("reading ");
        std::error_code error;
        char byte[1];
        net::read_some(peer, byte, error);
    });
    tasks->spawn([&] {
        const std::lock_guard lock(locked);
        const at_end mark = logged("locked ");
        never_met.wait();
    });
    tasks->spawn([&] {
        const at_end mark = logged("locking ");
        const std::lock_guard lock(locked);
    });
    tasks->spawn([&] {
        const at_end mark = logged("receiving ");
        silent.receive();
    });
    tasks->spawn([&] {
        net::task other = tasks->spawn([&] { never_met.wait(); });
        const at_end mark = logged("joining ");
        other.join();
    });
    run_until_quiet();
    tasks->spawn([&] {
        const at_end mark = logged("ready ");
        tasks->yield();
        tasks->yield();
    });
    tasks->run_one(0ms); // two rounds
    tasks->spawn([mark = logged("unborn ")] { FAIL(); });

    tasks.reset();

    EXPECT_EQ(log,
              "asleep reading locked locking receiving joining ready unborn ");
    EXPECT_EQ(loop.size(), 0u);
}

TEST_F(scheduler_end, frees_what_bodies_have_captured) {
    const auto token = std::make_shared<int>();
    tasks->spawn([this, token] { tasks->sleep_for(1h); });
    run_until_quiet();
    tasks->spawn([token] {});
    EXPECT_EQ(token.use_count(), 3);

    tasks.reset();

    EXPECT_EQ(token.use_count(), 1);
}

TEST_F(scheduler_end, drops_handles_on_other_tasks_stacks) {
    net::channel<net::task> handles;
    tasks->spawn([&] { // of one that is unwound after it, and of those done
        net::task parked = tasks->spawn([&] { tasks->sleep_for(1h); });
        net::task over = tasks->spawn([] {});
        net::task failed = tasks->spawn([] { throw 1; });
        handles.send(tasks->spawn([&] { tasks->sleep_for(1h); }));
        parked.join();
    });
    run_until_quiet();
    tasks->spawn([&] { // and of one that is unwound before it
        const auto earlier = handles.receive();
        tasks->sleep_for(1h);
    });

    end();

    EXPECT_EQ(loop.size(), 0u);
}

TEST_F(scheduler_end, lets_destructors_unlock_notify_and_spawn) {
    net::mutex locked;
    net::condition changed;
    net::channel<int> values(1);
    net::wait_group group;
    group.add();
    here.spawn([&] {
        const std::lock_guard lock(locked);
        const at_end mark([&] {
            changed.notify_all();
            values.send(1);
            values.close();
            group.done();
            here.spawn([mark = logged("unborn ")] { FAIL(); });
            here.stop();
            here.post([] {});
        });
        here.sleep_for(1h);
    });
    here.spawn([&] { const std::lock_guard lock(locked); });
    here.spawn([&] { changed.wait(); });
    here.spawn([&] { values.receive(); });
    here.spawn([&] { group.wait(); });

    end();

    EXPECT_EQ(log, "unborn ");
}

TEST_F(scheduler_end, lets_no_destructor_wait) {
    net::mutex locked;
    net::condition never_met;
    net::channel<int> silent;
    auto [ours, theirs] = net::nonblocking_pair();
    here.spawn([&] {
        const std::lock_guard lock(locked);
        here.sleep_for(1h);
    });
    here.spawn([&, socket = std::move(ours)]() mutable {
        net::awaitable_fd peer(std::move(socket));
        net::task other = here.spawn([&] { here.sleep_for(1h); });
        const at_end mark([&] {
            for (int i = 0; i < 3; ++i) {
                here.yield();
                here.sleep_for(1h);
                EXPECT_FALSE(never_met.wait());
                EXPECT_FALSE(silent.receive());
                std::error_code error;
                EXPECT_FALSE(peer.await_readable(error));
            }
            net::close_after_last_words(peer);
            other.join();
            locked.lock();
            log += "over";
        });
        here.sleep_for(1h);
    });

    end();

    EXPECT_EQ(log, "over");
}

TEST_F(scheduler_end, lets_no_destructor_of_what_was_captured_wait) {
    for (int i = 0; i < 2; ++i) {
        here.spawn([this, mark = at_end([this] {
                              here.yield();
                              here.sleep_for(1h);
                              log += "over ";
                          })] { here.sleep_for(1h); });
        if (i == 0) run_until_quiet(); // the second one never runs
    }

    tasks.reset();

    EXPECT_EQ(log, "over over ");
}

TEST_F(scheduler_end, lets_a_handler_of_everything_wait_in_vain) {
    here.spawn([&] {
        try {
            here.sleep_for(1h);
        } catch (...) {
            here.sleep_for(1h); // cleans up, and takes its time
            log += "over";
            throw;
        }
    });

    end();

    EXPECT_EQ(log, "over");
}

TEST_F(scheduler_end, unwinds_a_failure_that_nobody_has_heard_of) {
    tasks->spawn([] { throw std::runtime_error("a"); });
    tasks->spawn([&] {
        net::task failed = tasks->spawn([] { throw std::runtime_error("b"); });
        tasks->sleep_for(1h);
    });
    EXPECT_THROW(tasks->run(), std::runtime_error);

    end();

    EXPECT_EQ(loop.size(), 0u);
}

TEST_F(scheduler_end, leaves_a_loop_that_can_be_used_by_the_next) {
    auto [ours, theirs] = net::nonblocking_pair();
    const auto read = [&, fd = ours.get()] {
        net::descriptor_wait one;
        one.fd = fd;
        one.wanted = net::interest::readable;
        tasks->descriptors().wait({&one, 1}, "bytes from", now + 1h);
        log += "read ";
    };
    tasks->spawn(read);
    end();

    tasks = std::make_unique<net::scheduler>(loop);
    tasks->spawn(read);
    net::say(theirs, "x");
    tasks->run();

    EXPECT_EQ(log, "read ");
    tasks.reset();
}

} // namespace scheduler_end_test
