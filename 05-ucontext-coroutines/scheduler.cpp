#include "05-ucontext-coroutines/scheduler.h"

#include <cassert>
#include <system_error>
#include <utility>

#include "05-ucontext-coroutines/trace_file.h"

namespace net {
namespace {

using std::chrono::milliseconds;

constinit thread_local scheduler* of_this_thread = nullptr;

constinit std::atomic<std::uint64_t> spawned = 0; // in all schedulers

/// Makes a scheduler the current one, for as long as it has the thread.
class current_mark {
public:
    explicit current_mark(scheduler& here)
        : before_(std::exchange(of_this_thread, &here)) {}
    current_mark(const current_mark&) = delete;
    ~current_mark() { of_this_thread = before_; }

private:
    scheduler* const before_;
};

bool is_for_outside(const task_record& one) {
    return one.why.is_outside || one.deadline != task_record::never;
}

} // namespace

task::~task() {
    if (record_) record_->owner.drop(*record_);
}

void task::join() {
    if (!done()) record_->joiners.wait({"the end of a task"});
    if (record_->failure) {
        std::rethrow_exception(std::exchange(record_->failure, nullptr));
    }
}

scheduler::scheduler(reactor& loop, const scheduler_settings& settings)
    : loop_(loop),
      settings_(settings),
      stacks_(settings.stack_size),
      descriptors_(*this) {}

scheduler::~scheduler() {
    const current_mark mark(*this);
    // Records go last: a handle may lie on another task's stack.
    linked_list<task_record, in_all> ended;
    while (task_record* one = all_.front()) {
        static_cast<linked<in_all>*>(one)->unlink();
        ended.push_back(*one);
        running_ = one;
        one->is = task_record::state::done;
        one->body = coroutine(); // its destructors may still use us
    }
    running_ = nullptr;
    while (task_record* one = ended.front()) forget(*one);
}

task scheduler::adopt(coroutine body, std::string name,
                      std::source_location place) {
    auto* const one = new task_record(*this);
    one->body = std::move(body);
    one->number = ++spawned;
    one->name = std::move(name);
    one->place = place;
    one->body.frame()->set_name(one->name.c_str());
    all_.push_back(*one);
    ready_.push_back(*one);
    ++ready_size_;
    ++size_;
    if (settings_.trace) settings_.trace->add_task(one->number, one->name);
    return task(*one);
}

// [lesson: run]
void scheduler::run() {
    while (size_ > 0 && !stopped_.exchange(false)) {
        if (ready_.empty() && outside_ == 0) fail_for_deadlock();
        run_one(milliseconds(-1));
    }
}

bool scheduler::run_one(milliseconds timeout) {
    assert(!running_ && "a task cannot run the scheduler that runs it");
    const current_mark mark(*this);
    loop_.wait_one(ready_.empty() ? timeout : milliseconds(0)); // 1
    return run_ready();                                         // 2
}

bool scheduler::run_ready() {
    // Who becomes ready meanwhile has to wait for the next turn: descriptors
    // and timers come in between.
    const bool any = !ready_.empty();
    for (std::size_t n = ready_size_; n > 0; --n) {
        --ready_size_;
        resume(*ready_.pop_front());
        if (failure_) std::rethrow_exception(std::exchange(failure_, {}));
    }
    return any;
}
// [end]

void scheduler::run_until_stopped() {
    while (!stopped_.exchange(false)) run_one(milliseconds(-1));
}

void scheduler::stop() {
    stopped_ = true;
    post([] {}); // one that sleeps must wake up to see it
}

scheduler& scheduler::current() {
    assert(of_this_thread && "no scheduler runs on this thread");
    return *of_this_thread;
}

bool scheduler::is_current() {
    return of_this_thread != nullptr;
}

// [lesson: resume-task]
void scheduler::resume(task_record& one) {
    const time_point begin = settings_.trace ? now() : time_point();
    trace_wait(one, begin);
    one.since = time_point();
    one.is = task_record::state::running;
    running_ = &one;
    try {
        one.body.resume();
    } catch (...) {
        one.failure = std::current_exception();
    }
    running_ = nullptr;
    if (settings_.trace) {
        settings_.trace->add_slice(one.number, "runs", begin, now());
    }
    if (one.body.done()) finish(one);
}

bool scheduler::park(const wait_reason& why, time_point deadline) {
    task_record& me = *running_;
    if (me.body.frame()->is_unwinding()) {
        coroutine::yield(); // throws; in a destructor it does nothing
        return false;
    }
    me.is = task_record::state::parked;
    me.why = why;
    me.deadline = deadline;
    me.timed_out = false;
    if (is_for_outside(me)) ++outside_;
    if (deadline != never) set_alarm(me);
    if (settings_.trace) me.since = now();
    coroutine::yield();
    return !me.timed_out;
}

void scheduler::wake(task_record& one) {
    if (one.is != task_record::state::parked) return;
    if (is_for_outside(one)) --outside_;
    one.is = task_record::state::ready;
    ready_.push_back(one);
    ++ready_size_;
}
// [end]

void scheduler::yield() {
    task_record& me = *running_;
    me.is = task_record::state::ready;
    ready_.push_back(me);
    ++ready_size_;
    coroutine::yield();
}

void scheduler::sleep_until(time_point time) {
    park({"sleep"}, time);
}

// [lesson: alarm]
/// A deadline is nearly always moved back before it comes. So a task's alarm is
/// left where it is when the deadline is later, and set anew when it rings.
void scheduler::set_alarm(task_record& one) {
    if (one.alarm <= one.deadline) return;
    if (one.alarm != never) loop_.cancel(one.timer);
    one.alarm = one.deadline;
    one.timer = loop_.call_at(one.alarm, [this, &one] { on_alarm(one); });
}

void scheduler::on_alarm(task_record& one) {
    one.alarm = never;
    if (one.is != task_record::state::parked || one.deadline == never) return;
    if (one.deadline > now()) return set_alarm(one);
    one.timed_out = true;
    wake(one);
}
// [end]

void scheduler::finish(task_record& one) {
    one.is = task_record::state::done;
    one.body = coroutine(); // the stack goes back to the pool
    --size_;
    one.joiners.wake_all();
    if (!one.has_handle) drop(one);
}

void scheduler::drop(task_record& one) noexcept {
    one.has_handle = false;
    if (one.is != task_record::state::done) return; // it runs on
    if (one.failure) failure_ = one.failure;
    forget(one);
}

void scheduler::forget(task_record& one) {
    if (one.alarm != never) loop_.cancel(one.timer);
    delete &one;
}

void scheduler::trace_wait(const task_record& one, time_point until) const {
    if (!settings_.trace || one.since == time_point()) return;
    std::string what = one.why.what;
    if (one.why.fd != -1) what += " " + std::to_string(one.why.fd);
    settings_.trace->add_slice(one.number, what, one.since, until);
}

std::string scheduler::list() const {
    static constexpr const char* states[] = {"is ready", "runs", "waits for ",
                                             "is done"};
    std::string lines;
    for (const task_record* one = all_.front(); one;
         one = all_.next(const_cast<task_record&>(*one))) {
        lines += "  " + std::to_string(one->number) + " " + one->name +
                 ", spawned at " + one->place.file_name() + ":" +
                 std::to_string(one->place.line()) + ", " +
                 states[static_cast<std::size_t>(one->is)];
        if (one->is == task_record::state::parked) {
            lines += one->why.what;
            if (one->why.fd != -1) {
                lines += " descriptor " + std::to_string(one->why.fd);
            }
        }
        lines += "\n";
    }
    return lines;
}

void scheduler::fail_for_deadlock() const {
    throw std::system_error(
        std::make_error_code(std::errc::resource_deadlock_would_occur),
        "every task waits for another one:\n" + list());
}

} // namespace net
