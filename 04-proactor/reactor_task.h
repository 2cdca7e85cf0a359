// The reactor as a task of the scheduler: operations wait here until their
// descriptors are ready, and then are done, not merely announced.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <system_error>
#include <vector>

#include "01-blocking/unique_fd.h"
#include "02-select-poll/poller.h"
#include "04-proactor/descriptor_state.h"
#include "04-proactor/io_engine.h"

namespace net::detail {

/// Waits until an operation can be done, and does it.
/// Threads:  any, unless a function says otherwise
class reactor_task final : public io_engine {
public:
    /// The context's reactor, which is its scheduler's task from now on.
    explicit reactor_task(execution_context& owner);

    /// By edges, so that no operation costs an epoll_ctl of its own.
    io_descriptor* watch(int fd, std::error_code& error) override;
    void cancel(io_descriptor& one) override;
    void forget(io_descriptor& one) override;
    void start(io_descriptor& at, io_kind kind, reactor_operation* one,
               first_try when) override;
    void attend(io_descriptor& at, io_kind kind,
                reactor_operation* one) override;
    bool hands_over_transfers() const override { return false; }

    void wait(std::chrono::nanoseconds timeout,
              operation_queue& ready) override;
    void interrupt() override;

private:
    void shutdown() override;
    void notify_fork(execution_context::fork_event event) override;
    void open_poller();
    void arm_again(descriptor_state& one);

    std::mutex mutex_; // guards states_, and changes of the poller's set
    std::unique_ptr<poller> poller_;
    unique_fd wake_reading_end_; // a pipe in which there is always a byte:
    unique_fd wake_writing_end_; // to watch it again is to be told of it
    std::vector<std::unique_ptr<descriptor_state>> states_; // by number; once
    // made, a state stays: a late event for it is at worst a useless try
};

} // namespace net::detail
