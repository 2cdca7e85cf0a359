// What runs steadily allocates nothing: the memory of one operation becomes
// that of the next.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <new>

#include "04-proactor/async_read.h"
#include "04-proactor/async_write.h"
#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"

namespace {
std::atomic<int> allocations = 0;
} // namespace

void* operator new(std::size_t size) {
    ++allocations;
    void* block = std::malloc(size);
    if (!block) throw std::bad_alloc();
    return block;
}
void operator delete(void* block) noexcept {
    std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
    std::free(block);
}

namespace {

using namespace std::chrono_literals;
using net::connected_sockets;
using net::patience;
using net::ip::tcp;

/// Counts the allocations of the second half of many rounds.
class steady_state {
public:
    /// Shape:    true as long as there is a round to come
    bool go_on() {
        if (++round_ == rounds / 2) before_ = allocations;
        if (round_ < rounds) return true;
        counted_ = allocations - before_;
        return false;
    }
    int allocated() const { return counted_; }

private:
    static constexpr int rounds = 200;
    int round_ = 0;
    int before_ = 0;
    int counted_ = -1; // the rounds have not come to their end
};

/// Two sockets that play one byte to and fro.
struct ping_pong {
    explicit ping_pong(net::io_context& loop) : pair(loop) {}

    void play() {
        net::async_write(pair.ours, net::buffer(ball), [this](auto...) {
            pair.theirs.async_read_some(net::buffer(caught), [this](auto...) {
                pair.theirs.async_write_some(net::buffer(caught),
                                             [this](auto...) { take_back(); });
            });
        });
    }
    void take_back() {
        net::async_read(pair.ours, net::buffer(ball), [this](auto...) {
            if (state.go_on()) play();
        });
    }

    connected_sockets pair;
    std::array<char, 1> ball{'o'}, caught{};
    steady_state state;
};

TEST(io_allocation, is_not_needed_by_a_steady_echo) {
    net::io_context loop;
    ping_pong game(loop);
    game.play();

    loop.run_for(patience);

    EXPECT_EQ(game.state.allocated(), 0);
}

TEST(io_allocation, is_not_needed_by_a_steady_echo_that_has_to_wait) {
    net::io_context loop;
    connected_sockets pair(loop);
    std::array<char, 1> data{};
    steady_state state;
    struct {
        std::function<void()> read, write;
    } steps;
    steps.read = [&] { // first, so that it finds nothing yet
        pair.theirs.async_read_some(net::buffer(data), [&](auto...) {
            if (state.go_on()) steps.read();
        });
        net::post(loop, [&] { steps.write(); });
    };
    steps.write = [&] {
        pair.ours.async_write_some(net::buffer("x", 1), [](auto...) {});
    };
    steps.read();

    loop.run_for(patience);

    EXPECT_EQ(state.allocated(), 0);
}

TEST(io_allocation, is_not_needed_by_a_steady_timer) {
    net::io_context loop;
    net::steady_timer timer(loop);
    steady_state state;
    struct {
        std::function<void()> tick;
    } steps;
    steps.tick = [&] {
        timer.expires_after(10us);
        timer.async_wait([&](std::error_code) {
            if (state.go_on()) steps.tick();
        });
    };
    steps.tick();

    loop.run_for(patience);

    EXPECT_EQ(state.allocated(), 0);
}

TEST(io_allocation, is_not_needed_by_a_timer_that_is_set_again_and_again) {
    net::io_context loop;
    net::steady_timer deadline(loop);
    steady_state state;
    struct {
        std::function<void()> renew;
    } steps;
    steps.renew = [&] {
        deadline.expires_after(1h); // cancels the wait before
        deadline.async_wait([](std::error_code) {});
        net::post(loop, [&] {
            if (state.go_on())
                steps.renew();
            else
                deadline.cancel();
        });
    };
    steps.renew();

    loop.run_for(patience);

    EXPECT_EQ(state.allocated(), 0);
}

} // namespace
