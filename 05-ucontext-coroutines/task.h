// A coroutine that a scheduler looks after.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "03-epoll-reactor/reactor.h"
#include "05-ucontext-coroutines/coroutine.h"
#include "05-ucontext-coroutines/linked_list.h"
#include "05-ucontext-coroutines/wait_queue.h"

namespace net {

class scheduler;

/// Where a call stands in the source: std::source_location, which clang knows
/// from its version 16 on.
struct source_place {
    const char* file;
    unsigned line; // 0: `file` says all that is known

    /// As a default argument: where the function is called that has it.
    static constexpr source_place current(
        const char* its_file = __builtin_FILE(),
        unsigned its_line = __builtin_LINE()) {
        return {its_file, its_line};
    }
};

/// What a task waits for: "bytes from 7", "a mutex". Shown to people.
struct wait_reason {
    const char* what = "";   // a literal
    int fd = -1;             // -1: none
    bool is_outside = false; // ended by the kernel or by another thread
};

/// What the scheduler knows of one coroutine.
/// Threads:  its scheduler's
struct task_record : linked<struct in_ready>, linked<struct in_all> {
    using time_point = reactor::time_point;
    static constexpr time_point never = time_point::max();
    enum class state { ready, running, parked, done };

    explicit task_record(scheduler& its_owner) : owner(its_owner) {}

    scheduler& owner;
    coroutine body;
    std::uint64_t number = 0; // of all that were ever spawned
    std::string name;
    source_place place = source_place::current(); // of spawn()
    state is = state::ready;

    const wait_reason* why = nullptr; // while parked, on its stack
    time_point deadline = never;      // of that wait
    bool timed_out = false;           // how it ended
    time_point alarm = never; // when `timer` is due; not after the deadline
    reactor::timer_id timer;
    time_point since = never; // for the trace: when it was parked

    void* local = nullptr;      // whatever its body keeps with it
    bool has_handle = false;    // a task object names it
    std::exception_ptr failure; // which join() throws
    wait_queue joiners;
};

/// A handle to a spawned coroutine. To drop it is to let the coroutine run on
/// by itself; what it then throws leaves scheduler::run().
/// Lifetime: the scheduler must outlive it
/// Threads:  the scheduler's
class task {
public:
    task() = default; // of none
    task(task&& other) noexcept
        : record_(std::exchange(other.record_, nullptr)) {}
    task& operator=(task&& other) noexcept {
        task taken(std::move(other));
        std::swap(record_, taken.record_);
        return *this;
    }
    ~task();

    /// Parks until it is done. Once only.
    /// Errors:   what it has thrown
    void join();

    bool done() const { return record_->is == task_record::state::done; }

private:
    friend class scheduler;
    explicit task(task_record& record) : record_(&record) {
        record.has_handle = true;
    }

    task_record* record_ = nullptr; // null: none
};

} // namespace net
