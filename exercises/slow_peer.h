// What makes life hard for a thread that waits: another one that feeds it bytes
// in pieces, and signals that come while it sleeps.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>

#include "01-blocking/error.h"

namespace net {

/// Whether a thread of this process, by its gettid(2), waits in a system call.
inline bool is_asleep(long thread) {
    std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/stat");
    std::string line;
    std::getline(file, line);
    // proc(5): 42 (name) S ..., and the name holds no parenthesis here.
    const std::size_t end = line.rfind(") ");
    return end == std::string::npos || line[end + 2] == 'S';
}

/// Interrupts a thread in its system calls.
/// Lifetime: one at a time; the thread must outlive it
class interrupter {
public:
    /// Makes itself ready for the thread that constructs it.
    interrupter() {
        struct sigaction action {};
        action.sa_handler = [](int) { ++handled_; }; // and no SA_RESTART
        ::sigaction(SIGUSR1, &action, &previous_);
    }
    interrupter(const interrupter&) = delete;
    interrupter& operator=(const interrupter&) = delete;
    ~interrupter() { ::sigaction(SIGUSR1, &previous_, nullptr); }

    /// Waits until the thread sleeps, then interrupts it; `times` times.
    /// Threads:  another one than the thread that is interrupted
    void interrupt(int times = 1) const {
        for (int i = 0; i < times; ++i) {
            await_sleep();
            const int before = handled_;
            ::pthread_kill(thread_, SIGUSR1);
            while (handled_ == before) std::this_thread::yield();
        }
    }

    /// Waits until the thread sleeps, which it does in a system call.
    void await_sleep() const {
        while (!sleeps()) std::this_thread::yield();
    }

    bool sleeps() const { return is_asleep(id_); }

private:
    // A handler is given nothing but the signal's number.
    inline static std::atomic<int> handled_ = 0;

    const pthread_t thread_ = ::pthread_self();
    const long id_ = ::syscall(SYS_gettid);
    struct sigaction previous_ {};
};

/// A thread that does something to the other end meanwhile, and is joined at
/// the end of its scope. It asks stopped() wherever it would wait for long.
class meanwhile {
public:
    template <class Function>
    explicit meanwhile(Function function)
        : thread_([this, function] { function(*this); }) {}
    meanwhile(const meanwhile&) = delete;
    meanwhile& operator=(const meanwhile&) = delete;
    ~meanwhile() {
        stopped_ = true;
        thread_.join();
    }

    bool stopped() const { return stopped_; }

    /// Waits until all that was written to `reading_end`'s peer is read, and
    /// the reader sleeps again: while a read(2) runs, it takes what comes.
    void await_drained(int reading_end) const {
        int left = 1;
        while (!stopped_ && ::ioctl(reading_end, FIONREAD, &left) == 0 &&
               (left > 0 || !is_asleep(reader_))) {
            std::this_thread::yield();
        }
    }

private:
    const long reader_ = ::syscall(SYS_gettid); // who made this
    std::atomic<bool> stopped_ = false;
    std::thread thread_; // last: it uses the flag
};

} // namespace net
