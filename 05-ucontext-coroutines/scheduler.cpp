#include "05-ucontext-coroutines/scheduler.h"

#include <cassert>
#include <utility>

#include "05-ucontext-coroutines/trace_file.h"

namespace net {
namespace {

using std::chrono::milliseconds;

constinit std::atomic<std::uint64_t> spawned = 0; // in all schedulers

bool is_for_outside(const task_record& one) {
    return one.why->is_outside || one.deadline != task_record::never;
}

} // namespace

/// Makes a scheduler the current one, for as long as it has the thread.
class scheduler::current_mark {
public:
    explicit current_mark(scheduler& here)
        : before_(std::exchange(of_this_thread_, &here)) {}
    current_mark(const current_mark&) = delete;
    ~current_mark() { of_this_thread_ = before_; }

private:
    scheduler* const before_;
};

scheduler::scheduler(reactor& loop, const scheduler_settings& settings)
    : loop_(loop),
      settings_(settings),
      stacks_(settings.stack_size),
      descriptors_(*this) {}

scheduler::~scheduler() {
    const current_mark mark(*this);
    is_ending_ = true;
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

task scheduler::adopt(coroutine body, std::string name, source_place place) {
    auto* const one = new task_record(*this);
    one->body = std::move(body);
    one->number = ++spawned;
    one->name = std::move(name);
    one->place = place;
    one->body.frame()->set_name(one->name.c_str());
    all_.push_back(*one);
    make_ready(*one);
    ++size_;
    if (settings_.trace) settings_.trace->add_task(one->number, one->name);
    return task(*one);
}

// [lesson: run]
void scheduler::run() {
    if (!failed_.empty()) throw_failure(); // its handle was dropped meanwhile
    while (!stopped_.exchange(false) && size_ > 0) {
        // Without hope we still look: what is posted already may wake one.
        const bool hope = can_be_woken();
        if (!run_one(milliseconds(hope ? -1 : 0)) && !hope) {
            fail_for_deadlock();
        }
    }
}

bool scheduler::run_one(milliseconds timeout) {
    // [lesson: run-one]
    assert(!running_ && "a task cannot run the scheduler that runs it");
    const current_mark mark(*this);
    bool any = loop_.wait_one(ready_.empty() ? timeout : milliseconds(0)); // 1
    any |= run_ready();                                                    // 2
    // Whom they have woken, and what they have posted, has to do with what all
    // of them have done, and goes before the next look at the descriptors.
    any |= loop_.run_posted(); // 3
    any |= run_ready();        // 4
    return any;
    // [end]
}

bool scheduler::run_ready() {
    // Who becomes ready meanwhile has to wait for the next round; after the
    // second one, descriptors and timers come in between.
    const bool any = !ready_.empty();
    for (std::size_t n = ready_size_;; --n) {
        if (!failed_.empty()) throw_failure();
        if (n == 0) return any;
        --ready_size_;
        resume(*ready_.pop_front());
    }
}
// [end]

bool scheduler::can_be_woken() const {
    return !ready_.empty() || outside_ > 0 ||
           loop_.size() > alarms_ + descriptors_.size(); // other people's
}

void scheduler::run_until_stopped() {
    while (!stopped_.exchange(false)) run_one(milliseconds(-1));
}

void scheduler::stop() {
    stopped_ = true;
    post([] {}); // one that sleeps must wake up to see it
}

// [lesson: resume-task]
void scheduler::resume(task_record& one) {
    const time_point begin = settings_.trace ? now() : time_point();
    if (settings_.trace) trace_wait(one, begin);
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

// [lesson: park]
bool scheduler::park(const wait_reason& why, time_point deadline) {
    if (is_ending_) return false;
    task_record& me = running_task();
    me.is = task_record::state::parked;
    me.why = &why;
    me.deadline = deadline;
    me.timed_out = false;
    if (is_for_outside(me)) ++outside_;
    if (deadline != never) set_alarm(me);
    if (settings_.trace) me.since = now();
    suspend(me);
    return !me.timed_out;
}
// [end]

void scheduler::wake(task_record& one) {
    if (one.is != task_record::state::parked) return;
    if (is_for_outside(one)) --outside_;
    make_ready(one);
}
// [end]

void scheduler::make_ready(task_record& one) {
    one.is = task_record::state::ready;
    ready_.push_back(one);
    ++ready_size_;
}

void scheduler::suspend(task_record& me) {
    assert(coroutine_frame::running() == me.body.frame() &&
           "a coroutine that a task resumes cannot wait for the task");
    me.body.frame()->yield();
}

void scheduler::yield() {
    if (is_ending_) return;
    task_record& me = running_task();
    make_ready(me);
    suspend(me);
}

void scheduler::sleep_until(time_point time) {
    park({"the clock"}, time);
}

void scheduler::sleep_for(clock::duration time) {
    const time_point from = now();
    sleep_until(time < never - from ? from + time : never);
}

// [lesson: alarm]
/// A deadline is nearly always moved back before it comes. So a task's alarm is
/// left where it is when the deadline is later, and set anew when it rings.
void scheduler::set_alarm(task_record& one) {
    if (one.alarm <= one.deadline) return;
    cancel_alarm(one);
    one.timer = loop_.call_at(one.deadline, [this, &one] { on_alarm(one); });
    one.alarm = one.deadline;
    ++alarms_;
}

void scheduler::on_alarm(task_record& one) {
    one.alarm = never;
    --alarms_;
    if (one.is != task_record::state::parked) return;
    if (one.deadline > now()) return set_alarm(one);
    one.timed_out = true;
    wake(one);
}
// [end]

void scheduler::cancel_alarm(task_record& one) {
    if (one.alarm == never) return;
    loop_.cancel(one.timer);
    one.alarm = never;
    --alarms_;
}

} // namespace net
