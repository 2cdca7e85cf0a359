// What the copies of a strand share.
#pragma once

#include <memory>
#include <mutex>

#include "04-proactor/operation.h"
#include "04-proactor/scheduler.h"

namespace net::detail {

/// Completes operations one after the other, in the threads of a scheduler,
/// and blocks none of them: while one thread has the strand, the others leave
/// what they bring and go on.
/// Threads:  any
class strand_state final : public std::enable_shared_from_this<strand_state>,
                           private operation {
public:
    explicit strand_state(scheduler& threads)
        : operation(&strand_state::run), scheduler_(threads) {}

    void post(operation* one);
    void defer(operation* one);
    /// Completes it now, if the strand is free and this thread its
    /// scheduler's.
    void dispatch(operation* one);

    /// True in a handler that this strand has called, however deep.
    bool running_in_this_thread() const;

private:
    class turn;

    bool enqueue(operation* one);
    static void run(scheduler* owner, operation* self);
    void give_up();

    scheduler& scheduler_;
    std::mutex mutex_;
    bool held_ = false;       // guarded: the strand is queued or running
    operation_queue waiting_; // guarded: came while it was held
    operation_queue ready_;   // touched only by who holds it
    std::shared_ptr<strand_state> self_; // while held: its turn may outlive
                                         // every strand object
};

} // namespace net::detail
