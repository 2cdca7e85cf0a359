#include "04-proactor/strand_state.h"

#include <utility>

namespace net::detail {

/// A thread's time in the strand. Its end gives others a chance: what has come
/// in the meantime goes to the back of the scheduler's queue, also when a
/// handler has thrown.
class strand_state::turn {
public:
    explicit turn(strand_state& one)
        : strand_(one), outer_(std::exchange(innermost, this)) {}
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn() {
        innermost = outer_;
        std::shared_ptr<strand_state> last; // destroyed without the lock
        {
            const std::lock_guard lock(strand_.mutex_);
            strand_.ready_.append(strand_.waiting_);
            strand_.held_ = !strand_.ready_.empty();
            if (!strand_.held_) last = std::move(strand_.self_);
        }
        if (!last) strand_.scheduler_.post(&strand_);
    }

    static bool is_running(const strand_state& one) {
        const turn* each = innermost;
        while (each && &each->strand_ != &one) each = each->outer_;
        return each != nullptr;
    }

private:
    static thread_local turn* innermost;

    strand_state& strand_;
    turn* const outer_;
};

thread_local strand_state::turn* strand_state::turn::innermost = nullptr;

void strand_state::post(operation* one) {
    if (enqueue(one)) scheduler_.post(this);
}

void strand_state::defer(operation* one) {
    if (enqueue(one)) scheduler_.defer(this);
}

void strand_state::dispatch(operation* one) {
    if (!enqueue(one)) return;
    if (scheduler_.running_in_this_thread()) {
        run(&scheduler_, this);
    } else {
        scheduler_.post(this);
    }
}

bool strand_state::running_in_this_thread() const {
    return turn::is_running(*this);
}

/// Shape:    true if the strand was free, and now is the caller's to queue
// [lesson: strand-enqueue]
bool strand_state::enqueue(operation* one) {
    const std::lock_guard lock(mutex_);
    if (held_) {
        waiting_.push(one);
        return false;
    }
    held_ = true;
    self_ = shared_from_this();
    ready_.push(one);
    return true;
}
// [end]

// [lesson: strand-run]
void strand_state::run(scheduler* owner, operation* self) {
    auto* strand = static_cast<strand_state*>(self);
    if (!owner) return strand->give_up();
    const turn mine(*strand);
    while (operation* one = strand->ready_.pop()) one->complete(*owner);
}
// [end]

/// The scheduler is no more: nobody will run what is here.
void strand_state::give_up() {
    const std::shared_ptr<strand_state> until_the_end = std::move(self_);
    do { // again, for what the destroyed handlers have posted here
        operation_queue unwanted; // destroyed after the lock is released
        const std::lock_guard lock(mutex_);
        unwanted.append(ready_);
        unwanted.append(waiting_);
        held_ = !unwanted.empty();
    } while (held_);
}

} // namespace net::detail
