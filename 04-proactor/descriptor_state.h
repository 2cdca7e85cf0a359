// The operations that wait for one descriptor, and what is known of it.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <system_error>

#include "04-proactor/biased_mutex.h"
#include "04-proactor/lone_thread.h"
#include "04-proactor/operation.h"
#include "04-proactor/scheduler.h"

namespace net::detail {

class kernel_transfer;

/// An operation that takes system calls, tried again until one succeeds. Some
/// can also be handed to the kernel as a whole, see kernel_transfer.h.
class reactor_operation : public operation {
public:
    enum class status {
        not_done,           // it would have had to wait
        done,               // with or without an error
        done_and_exhausted, // and another try would have to wait
    };

    /// Tries once.
    status perform() { return perform_(this); }

    /// Whether the kernel can do it by itself; or else it is to be tried.
    bool can_hand_over() const { return handing_over_ != nullptr; }
    /// Says what the kernel has to do.
    void describe(kernel_transfer& into) {
        handing_over_->describe(this, into);
    }
    /// Takes what the kernel says of it.
    /// Shape:    `result` as in a completion: bytes, or an errno below zero
    void take_result(int result) { handing_over_->take_result(this, result); }

    std::error_code error;
    std::size_t bytes = 0;

protected:
    using perform_function = status (*)(reactor_operation* self);
    struct handing_over {
        void (*describe)(reactor_operation* self, kernel_transfer& into);
        void (*take_result)(reactor_operation* self, int result);
    };

    reactor_operation(perform_function try_once, function when_done,
                      const handing_over* how = nullptr)
        : operation(when_done), perform_(try_once), handing_over_(how) {}

private:
    perform_function perform_;
    const handing_over* handing_over_; // null: it can only be tried
};

using reactor_queue = basic_operation_queue<reactor_operation>;

/// What an operation waits for. Each descriptor has a queue for each of them:
/// two reads come to their turn in order, a read and a write do not meet.
enum class io_kind { read, write, except };

/// What an engine knows of one descriptor; see io_engine.h. Each has its own.
class io_descriptor {
protected:
    ~io_descriptor() = default;
};

/// The operations of one descriptor. It is an operation itself: when the
/// descriptor is ready the reactor only queues it, and the thread that takes
/// it out does the reading and writing.
class descriptor_state final : public operation, public io_descriptor {
public:
    explicit descriptor_state(int fd)
        : operation(&descriptor_state::run), fd_(fd) {}

private:
    friend class reactor_task;

    // Bits of events_.
    static constexpr unsigned readable = 1, writable = 2, ending = 4,
                              queued = 8;

    /// Shape:    true if it has to be queued now
    bool note(unsigned events) {
        const auto add = [=](unsigned all) { return all | events | queued; };
        return !(update(events_, add) & queued);
    }
    static void run(scheduler* owner, operation* self);
    inline void perform_all(unsigned events, operation_queue& done);
    inline void perform(io_kind kind, operation_queue& done);
    /// Entered with the lock. Tries, and remembers whether a next try could do
    /// better than wait.
    reactor_operation::status try_once(io_kind kind, reactor_operation& one) {
        const reactor_operation::status status = one.perform();
        if (status != reactor_operation::status::done)
            may_be_ready(kind) = kind == io_kind::read && ending_;
        return status;
    }
    void abort_all(operation_queue& aborted);
    void open();
    void open_without_poller();
    void close();

    reactor_queue& of(io_kind kind) {
        return waiting_[static_cast<std::size_t>(kind)];
    }
    bool& may_be_ready(io_kind kind) {
        return may_be_ready_[static_cast<std::size_t>(kind)];
    }

    const int fd_;
    std::atomic<unsigned> events_{0}; // since run() was last called

    biased_mutex mutex_; // guards all that follows
    bool open_ = false;
    bool in_poller_ = false; // a file on disk is not: it is always ready
    bool ending_ = false;    // see ready_descriptor::ending
    bool may_be_ready_[3] = {true, true, true}; // no try has failed since
                                                // the last edge
    reactor_queue waiting_[3];
};

} // namespace net::detail
