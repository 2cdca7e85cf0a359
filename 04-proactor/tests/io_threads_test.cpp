// Sockets in a context that several threads run.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "04-proactor/async_read.h"
#include "04-proactor/async_write.h"
#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"

namespace io_threads_test {

using namespace std::chrono_literals;
using net::connected_sockets;
using net::patience;
using net::ip::tcp;
using message = std::array<std::uint32_t, 8>;

void run_in_threads(net::io_context& loop, int count) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&loop] { loop.run_for(4 * patience); });
    }
    for (std::thread& each : threads) each.join();
}

/// Sends back what it gets.
class echo : public std::enable_shared_from_this<echo> {
public:
    explicit echo(tcp::socket socket) : socket_(std::move(socket)) {}

    void start() {
        socket_.async_read_some(
            net::buffer(data_),
            [self = shared_from_this()](std::error_code error, std::size_t n) {
                if (!error) self->answer(n);
            });
    }

private:
    void answer(std::size_t n) {
        net::async_write(
            socket_, net::buffer(data_, n),
            [self = shared_from_this()](std::error_code error, std::size_t) {
                if (!error) self->start();
            });
    }

    tcp::socket socket_;
    std::array<char, 64> data_{};
};

/// Sends numbers, and counts the answers that are right.
class asker : public std::enable_shared_from_this<asker> {
public:
    asker(tcp::socket socket, std::uint32_t seed, std::atomic<int>& right)
        : socket_(std::move(socket)), seed_(seed), right_(right) {}

    void ask() {
        for (std::size_t i = 0; i < asked_.size(); ++i)
            asked_[i] = seed_ * 1'000'003u + round_ * 31u +
                        static_cast<std::uint32_t>(i);
        // The handlers may be called at the same time: only one of them goes
        // on with the socket.
        auto self = shared_from_this();
        net::async_write(socket_, net::buffer(asked_),
                         [self](std::error_code, std::size_t) {});
        net::async_read(socket_, net::buffer(answer_),
                        [self](std::error_code error, std::size_t) {
                            if (!error) self->check();
                        });
    }

private:
    void check() {
        if (answer_ == asked_) ++right_;
        if (++round_ < 1000) ask();
    }

    tcp::socket socket_;
    std::uint32_t seed_;
    std::atomic<int>& right_;
    std::uint32_t round_ = 0;
    message asked_{}, answer_{};
};

TEST(io_threads, echo_every_message_of_every_socket) {
    net::io_context loop;
    std::atomic<int> right = 0;
    for (std::uint32_t i = 0; i < 50; ++i) {
        connected_sockets pair(loop);
        std::make_shared<echo>(std::move(pair.theirs))->start();
        std::make_shared<asker>(std::move(pair.ours), i, right)->ask();
    }

    run_in_threads(loop, 4);

    EXPECT_EQ(right, 50 * 1000);
}

/// Two sockets, and a strand for all that is done with ours.
struct session {
    explicit session(net::io_context& loop)
        : pair(loop), strand(loop.get_executor()) {}

    template <class Handler>
    void read(Handler handler) {
        net::post(strand, [this, handler] {
            pair.ours.async_read_some(net::buffer(data),
                                      net::bind_executor(strand, handler));
        });
    }
    void send(net::io_context& loop) {
        net::post(loop,
                  [this] { pair.theirs.write_some(net::buffer("x", 1)); });
    }

    connected_sockets pair;
    net::strand<net::io_executor> strand;
    std::array<char, 16> data{};
};

/// How operations have ended.
struct endings {
    auto handler() {
        return [this](std::error_code error, std::size_t) {
            if (!error) ++done;
            if (error == net::error::operation_aborted) ++aborted;
            if (error == net::error::bad_descriptor) ++too_late;
        };
    }
    int all() const { return done + aborted + too_late; }

    std::atomic<int> done = 0, aborted = 0, too_late = 0;
};

TEST(io_threads, close_a_socket_from_its_strand) {
    net::io_context loop;
    endings reads;
    std::vector<std::unique_ptr<session>> sessions;
    for (int i = 0; i < 200; ++i) {
        sessions.push_back(std::make_unique<session>(loop));
        session& one = *sessions.back();
        one.read(reads.handler());
        one.send(loop);
        net::post(one.strand, [&one] { one.pair.ours.close(); });
        one.read(reads.handler());
    }

    run_in_threads(loop, 4);

    EXPECT_EQ(reads.all(), 400);
    EXPECT_EQ(reads.too_late, 200);
}

TEST(io_threads, complete_each_operation_once_whoever_is_faster) {
    net::io_context loop;
    endings reads;
    std::vector<std::unique_ptr<session>> sessions;
    for (int i = 0; i < 300; ++i) {
        sessions.push_back(std::make_unique<session>(loop));
        session& one = *sessions.back();
        one.read(reads.handler());
        one.send(loop);
        net::post(one.strand, [&one] { one.pair.ours.cancel(); });
    }

    run_in_threads(loop, 4);

    EXPECT_EQ(reads.done + reads.aborted, 300);
}

TEST(io_threads, reuse_descriptor_numbers_without_mixing_sockets_up) {
    net::io_context loop;
    std::atomic<int> right = 0;
    net::ip::tcp::acceptor listener(loop, net::any_port);
    std::function<void(int)> next = [&](int left) {
        if (left == 0) return;
        auto pair = std::make_shared<connected_sockets>(loop);
        auto data = std::make_shared<std::array<char, 1>>();
        const char sent = static_cast<char>(left);
        pair->theirs.write_some(net::buffer(&sent, 1));
        pair->ours.async_read_some(
            net::buffer(*data),
            [&, pair, data, left, sent](std::error_code error, std::size_t n) {
                if (!error && n == 1 && (*data)[0] == sent) ++right;
                pair->ours.close();
                pair->theirs.close();
                next(left - 1);
            });
    };
    for (int i = 0; i < 4; ++i) net::post(loop, [&] { next(200); });

    run_in_threads(loop, 4);

    EXPECT_EQ(right, 800);
}

TEST(io_threads, lose_no_timer_when_all_other_work_ends) {
    for (int i = 0; i < 500; ++i) {
        net::io_context loop;
        std::atomic<int> calls = 0;
        net::steady_timer timer(loop, 50us);
        timer.async_wait([&](std::error_code) { ++calls; });
        for (int j = 0; j < 3; ++j) net::post(loop, [&] { ++calls; });

        run_in_threads(loop, 2);

        ASSERT_EQ(calls, 4);
    }
}

} // namespace io_threads_test
