// The kernel as the proactor: it carries operations out, and says when they
// are done.
#pragma once

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <mutex>
#include <system_error>
#include <vector>

#include "04-proactor/biased_mutex.h"
#include "04-proactor/io_engine.h"
#include "04-proactor/io_uring_entries.h"
#include "04-proactor/io_uring_ring.h"

namespace net::detail {

/// What io_uring_task knows of one descriptor.
class io_uring_descriptor final : public io_descriptor {
public:
    explicit io_uring_descriptor(int fd) {
        for (const io_kind kind :
             {io_kind::read, io_kind::write, io_kind::except}) {
            of(kind).descriptor = this;
            of(kind).fd = fd;
            of(kind).kind = kind;
        }
    }

private:
    friend class io_uring_task;

    io_uring_lane& of(io_kind kind) {
        return lanes_[static_cast<std::size_t>(kind)];
    }
    /// The kernel has nothing of it.
    bool is_idle() const {
        return std::all_of(std::begin(lanes_), std::end(lanes_),
                           [](const io_uring_lane& each) {
                               return each.in_kernel ==
                                      io_uring_lane::stage::idle;
                           });
    }

    biased_mutex mutex_; // guards all that follows
    bool open_ = false;
    io_uring_lane lanes_[3];
};

/// Hands operations to the kernel, and waits until it has done them.
///
/// What moves bytes is the kernel's from the start to the end. Of all else it
/// is asked when to try, as a reactor would ask, but through the same ring. An
/// operation and its buffers are the kernel's until the completion has come,
/// also when it is cancelled, and when its descriptor has been closed: a new
/// descriptor of the same number waits for that.
/// Threads:  any, unless a function says otherwise
class io_uring_task final : public io_engine {
public:
    /// The context's engine, and its scheduler's task from now on.
    /// Errors:   as io_uring_ring's constructor
    explicit io_uring_task(execution_context& owner);

    io_descriptor* watch(int fd, std::error_code& error) override;
    void cancel(io_descriptor& at) override;
    void forget(io_descriptor& at) override;
    void start(io_descriptor& at, io_kind kind, reactor_operation* one,
               first_try when) override;
    void attend(io_descriptor& at, io_kind kind,
                reactor_operation* one) override;
    bool hands_over_transfers() const override { return true; }

    void wait(std::chrono::nanoseconds timeout,
              operation_queue& ready) override;
    void interrupt() override;
    void leave() override;

private:
    using lane = io_uring_lane;

    void shutdown() override;
    void notify_fork(execution_context::fork_event event) override;

    // Entered and left with the descriptor's lock.
    void push(lane& its, reactor_operation* one);
    void hand_over(lane& its);
    void poll(lane& its);
    void take_back(io_uring_descriptor& from);
    bool is_done(lane& its, int result);
    void finish(lane& its, operation_queue& ready);

    void completed(lane& its, int result, operation_queue& ready);
    void add(const io_uring_sqe& entry);
    void submit();

    biased_mutex ring_mutex_; // guards the submission ring, and waiting_
    io_uring_ring ring_;
    bool waiting_ = false; // a thread is in the kernel, and will not submit

    std::mutex mutex_; // guards descriptors_
    std::vector<std::unique_ptr<io_uring_descriptor>> descriptors_; // by
    // number; once made, one stays: a completion may come late
};

} // namespace net::detail
