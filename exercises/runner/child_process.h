// A program that is run without waiting for it: the reactor tells what it
// printed and how it ended.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "01-blocking/unique_fd.h"
#include "03-epoll-reactor/reactor.h"

namespace course {

/// How a program ended.
struct ending {
    int status = 0;         // as waitpid(2) says it
    bool timed_out = false; // and so it was killed
    std::string output;     // both streams, the end of it if it is long

    bool well() const { return status == 0 && !timed_out; }
};

/// A running program, in a process group of its own and with an empty input.
/// Lifetime: one at a time; when it is destroyed, the whole group is killed
/// Threads:  the reactor's
class child_process {
public:
    using handler = std::function<void(const ending&)>;

    /// Calls `done` once, from the loop, and may be destroyed by that.
    /// Errors:   std::system_error if it cannot be started
    child_process(net::reactor& loop, const std::vector<std::string>& command,
                  std::chrono::milliseconds limit, handler done);
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;
    ~child_process();

private:
    void start(const std::vector<std::string>& command);
    void read_output();
    void look_whether_it_ended();
    void stop_watching();

    net::reactor& loop_;
    handler done_;
    net::reactor::timer_id limit_;
    pid_t child_ = -1;      // -1: has been waited for
    net::unique_fd output_; // empty: it has ended
    ending ending_;
};

/// Runs a program to its end. A signal to end us ends it first.
/// Errors:   std::system_error if it cannot be started
ending run_program(net::reactor& loop, const std::vector<std::string>& command,
                   std::chrono::milliseconds limit);

} // namespace course
