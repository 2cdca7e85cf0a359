#include "04-proactor/signal_service.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>

#include "01-blocking/error.h"
#include "01-blocking/unique_fd.h"
#include "04-proactor/error.h"
#include "04-proactor/socket_calls.h"
#include "04-proactor/throw_error.h"

namespace net::detail {
namespace {

// A signal handler is given nothing but a number, so its way to the pipe leads
// through a global, which has to be lock-free.
std::atomic<int> pipe_writing_end = -1;
static_assert(std::atomic<int>::is_always_lock_free);

/// Source:   signal-safety(7)
extern "C" void write_to_signal_pipe(int signal) {
    const int saved_errno = errno; // the interrupted code may be about to ask
    const auto byte = static_cast<unsigned char>(signal);
    (void)!::write(pipe_writing_end, &byte, 1);
    errno = saved_errno;
}

/// What a process has once, however many contexts it has.
struct process_signals {
    struct caught {
        std::size_t sets = 0; // that have the signal; never 0 in the map
        struct sigaction previous {};
    };

    process_signals();
    std::error_code catch_signal(int signal);
    std::error_code let_go(int signal);
    void deliver_all();

    std::mutex mutex; // guards all that follows, and all sets
    unique_fd reading_end;
    unique_fd writing_end;
    std::vector<signal_service*> services;
    std::map<int, caught> signals;
};

/// Never destroyed: contexts and sets may be static objects themselves.
process_signals& all() {
    static auto* const the_only = new process_signals;
    return *the_only;
}

void make_pipe(unique_fd& reading, unique_fd& writing) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), "pipe2");
    reading.reset(ends[0]);
    writing.reset(ends[1]);
}

// A child shares its parent's pipe, and each would read the other's signals.
// So fork(2) itself gives the child a pipe of its own, under the same numbers:
// neither the signal handler nor the reactors need to know. If there is none
// to be had, parent and child have to live with that.
void before_fork() {
    all().mutex.lock(); // no other thread is to hold it in the child for ever
}
void after_fork_in_parent() {
    all().mutex.unlock();
}
void after_fork_in_child() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
        ::dup3(ends[0], all().reading_end.get(), O_CLOEXEC);
        ::dup3(ends[1], all().writing_end.get(), O_CLOEXEC);
        ::close(ends[0]);
        ::close(ends[1]);
    }
    all().mutex.unlock();
}

process_signals::process_signals() {
    make_pipe(reading_end, writing_end);
    pipe_writing_end = writing_end.get();
    ::pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

/// Entered with the lock, for one more set.
std::error_code process_signals::catch_signal(int signal) {
    const auto found = signals.find(signal);
    if (found != signals.end()) {
        ++found->second.sets;
        return {};
    }
    struct sigaction action {};
    action.sa_handler = write_to_signal_pipe;
    action.sa_flags = SA_RESTART; // calls that can go on, go on
    ::sigemptyset(&action.sa_mask);
    caught made{1, {}};
    if (::sigaction(signal, &action, &made.previous) == -1) return last_error();
    signals.emplace(signal, made);
    return {};
}

/// Entered with the lock, for one set less.
std::error_code process_signals::let_go(int signal) {
    caught& one = signals.at(signal);
    if (--one.sets > 0) return {};
    const std::error_code error =
        result_of(::sigaction(signal, &one.previous, nullptr));
    signals.erase(signal);
    return error;
}

void process_signals::deliver_all() {
    const std::lock_guard lock(mutex);
    unsigned char signal = 0;
    while (::read(reading_end.get(), &signal, 1) == 1) {
        for (signal_service* each : services) each->deliver(signal);
    }
}

/// Reads the pipe whenever there is something in it, and never has read all.
class pipe_reader final : public reactor_operation {
public:
    pipe_reader() : reactor_operation(&try_once, &finish) {}

private:
    static status try_once(reactor_operation*) {
        all().deliver_all();
        return status::not_done;
    }
    static void finish(scheduler*, operation* self) {
        delete static_cast<pipe_reader*>(self);
    }
};

} // namespace

signal_service::signal_service(execution_context& owner)
    : service(owner), engine_(use_engine(owner)) {
    std::error_code error;
    io_descriptor* pipe = engine_.watch(all().reading_end.get(), error);
    throw_error(error, "signal_set");
    engine_.attend(*pipe, io_kind::read, new pipe_reader);
    const std::lock_guard lock(all().mutex);
    all().services.push_back(this);
}

void signal_service::watch(signal_set_state& set) {
    const std::lock_guard lock(all().mutex);
    sets_.push_back(&set);
}

void signal_service::forget(signal_set_state& set) {
    std::error_code ignored;
    clear(set, ignored);
    cancel(set);
    const std::lock_guard lock(all().mutex);
    std::erase(sets_, &set);
}

void signal_service::add(signal_set_state& set, int signal,
                         std::error_code& error) {
    const std::lock_guard lock(all().mutex);
    error.clear();
    if (set.signals.contains(signal)) return;
    error = all().catch_signal(signal);
    if (!error) set.signals.emplace(signal, 0);
}

void signal_service::remove(signal_set_state& set, int signal,
                            std::error_code& error) {
    const std::lock_guard lock(all().mutex);
    error.clear();
    if (set.signals.erase(signal) > 0) error = all().let_go(signal);
}

void signal_service::clear(signal_set_state& set, std::error_code& error) {
    const std::lock_guard lock(all().mutex);
    error.clear();
    for (const auto& [signal, kept] : set.signals) {
        const std::error_code failed = all().let_go(signal);
        if (failed) error = failed;
    }
    set.signals.clear();
}

void signal_service::start(signal_set_state& set, signal_wait* one) {
    const std::lock_guard lock(all().mutex);
    for (auto& [signal, kept] : set.signals) {
        if (kept == 0) continue;
        --kept;
        one->signal_number = signal;
        return engine_.complete_at_once(one);
    }
    engine_.threads().work_started();
    set.waits.push(one);
}

void signal_service::cancel(signal_set_state& set) {
    const std::lock_guard lock(all().mutex);
    operation_queue aborted;
    while (signal_wait* one = set.waits.pop()) {
        one->error = error::operation_aborted;
        aborted.push(one);
    }
    engine_.threads().post_finished(aborted);
}

void signal_service::deliver(int signal) {
    operation_queue told;
    for (signal_set_state* set : sets_) {
        const auto found = set->signals.find(signal);
        if (found == set->signals.end()) continue;
        if (set->waits.empty()) ++found->second;
        while (signal_wait* one = set->waits.pop()) {
            one->signal_number = signal;
            told.push(one);
        }
    }
    engine_.threads().post_finished(told);
}

void signal_service::shutdown() {
    operation_queue unwanted; // destroyed last, without the lock: a handler
    const std::lock_guard lock(all().mutex); // may own the set it waits for
    std::erase(all().services, this);
    for (signal_set_state* set : sets_) unwanted.append(set->waits);
}

} // namespace net::detail
