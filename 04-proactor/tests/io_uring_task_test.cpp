#include "04-proactor/io_uring_task.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include "01-blocking/server_options.h"
#include "04-proactor/error.h"
#include "04-proactor/proactor_server.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/tests/outcome.h"

namespace io_uring_task_test {

using net::ip::tcp;

/// A context that has this engine, whatever the environment says.
class uring_task : public testing::Test {
protected:
    void SetUp() override {
        try {
            net::use_service<net::detail::io_uring_task>(*loop_);
        } catch (const std::system_error& refused) {
            GTEST_SKIP() << refused.what();
        }
    }

    std::unique_ptr<net::io_context> loop_ =
        std::make_unique<net::io_context>();
    std::array<char, 16> bytes_{};
};

TEST_F(uring_task, is_the_engine_of_a_context_that_was_given_it) {
    net::detail::io_engine& engine = net::detail::use_engine(*loop_);

    EXPECT_TRUE(engine.hands_over_transfers());
}

TEST_F(uring_task, reads_into_several_buffers) {
    net::connected_sockets pair(*loop_);
    std::array<char, 2> first{};
    std::array<char, 8> second{};
    net::outcome read;
    pair.ours.async_read_some(
        std::array{net::buffer(first), net::buffer(second)}, read.handler());
    net::write(pair.theirs, net::buffer("hello", 5));

    loop_->run();

    EXPECT_EQ(read.n, 5u);
    EXPECT_EQ(std::string_view(first.data(), 2), "he");
    EXPECT_EQ(std::string_view(second.data(), 3), "llo");
}

TEST_F(uring_task, writes_from_several_buffers) {
    net::connected_sockets pair(*loop_);
    const std::string first = "he", second = "llo";
    net::outcome write;
    pair.ours.async_write_some(
        std::array{net::buffer(first), net::buffer(second)}, write.handler());

    loop_->run();

    EXPECT_EQ(write.n, 5u);
    EXPECT_EQ(pair.theirs.read_some(net::buffer(bytes_)), 5u);
    EXPECT_EQ(std::string_view(bytes_.data(), 5), "hello");
}

TEST_F(uring_task, leaves_a_descriptor_as_it_is) {
    net::connected_sockets pair(*loop_);
    net::outcome read;
    pair.ours.async_read_some(net::buffer(bytes_), read.handler());

    const int flags = ::fcntl(pair.ours.native_handle(), F_GETFL);

    EXPECT_FALSE(flags & O_NONBLOCK);
}

TEST_F(uring_task, waits_also_where_the_descriptor_does_not) {
    net::connected_sockets pair(*loop_);
    pair.ours.non_blocking(true);
    net::outcome read;
    pair.ours.async_read_some(net::buffer(bytes_), read.handler());
    loop_->poll();
    EXPECT_EQ(read.calls, 0);
    net::write(pair.theirs, net::buffer("hello", 5));

    loop_->run();

    EXPECT_EQ(read.n, 5u);
}

TEST_F(uring_task, goes_on_after_the_thread_that_has_started_it) {
    net::connected_sockets pair(*loop_);
    net::outcome read;
    std::thread([&] {
        pair.ours.async_read_some(net::buffer(bytes_), read.handler());
    }).join();
    net::write(pair.theirs, net::buffer("hello", 5));

    loop_->run();

    EXPECT_FALSE(read.error);
    EXPECT_EQ(read.n, 5u);
}

TEST_F(uring_task, keeps_two_sockets_of_one_number_apart) {
    net::connected_sockets old(*loop_), pair(*loop_);
    net::outcome read_of_old, read;
    old.ours.async_read_some(net::buffer(bytes_), read_of_old.handler());
    const int number = old.ours.native_handle();

    old.ours.close();
    ASSERT_EQ(::dup2(pair.ours.native_handle(), number), number);
    tcp::socket again(*loop_, tcp::v4(), number);
    again.async_read_some(net::buffer(bytes_), read.handler());
    net::write(pair.theirs, net::buffer("hello", 5));

    loop_->run();

    EXPECT_EQ(read_of_old.error, net::error::operation_aborted);
    EXPECT_EQ(read.n, 5u);
}

TEST_F(uring_task, ends_all_that_wait_behind_one_another) {
    net::connected_sockets pair(*loop_);
    std::string order;
    for (const char name : {'a', 'b', 'c'}) {
        pair.ours.async_read_some(
            net::buffer(bytes_), [&, name](std::error_code error, std::size_t) {
                order += error == net::error::operation_aborted ? name : '?';
            });
    }

    pair.ours.cancel();
    loop_->run();

    EXPECT_EQ(order, "abc");
}

TEST_F(uring_task, has_no_buffer_left_when_the_context_has_ended) {
    auto pair = std::make_shared<net::connected_sockets>(*loop_);
    const net::unique_fd theirs(pair->theirs.release());
    pair->ours.async_read_some(net::buffer(bytes_),
                               [pair](std::error_code, std::size_t) {});
    const net::unique_fd ours(::dup(pair->ours.native_handle()));
    pair.reset(); // the handler alone owns it now

    loop_.reset();
    ASSERT_EQ(::write(theirs.get(), "hello", 5), 5);

    EXPECT_EQ(bytes_[0], '\0');
    std::array<char, 16> left{};
    EXPECT_EQ(::read(ours.get(), left.data(), left.size()), 5);
}

/// Lets the kernel refuse io_uring_setup(2), in this process and for ever.
void forbid_io_uring() {
    sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_io_uring_setup, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    const sock_fprog all{std::size(rules), rules};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
        ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all) == -1)
        ::_exit(2);
}

TEST(uring_refused, is_one_line_and_an_exit_status_of_a_server) {
    net::engine_choice engine;
    engine.option.chosen = "io_uring";
    const auto serve = [&] {
        forbid_io_uring();
        ::_exit(net::run_server("server", [&] {
            net::proactor_server server(net::server_options(), engine);
        }));
    };

    EXPECT_EXIT(serve(), testing::ExitedWithCode(1),
                "^server: io_uring_setup: Operation not permitted\n$");
}

} // namespace io_uring_task_test
