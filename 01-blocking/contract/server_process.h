// A server that is started, asked where it listens, and ended.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "01-blocking/unique_fd.h"

namespace net {

/// A running program, with its output kept. It leads a process group of its
/// own, which is killed at the latest when this object goes.
/// Threads:  one at a time, and the program dies with the thread that
///           started it (PR_SET_PDEATHSIG)
class server_process {
public:
    using milliseconds = std::chrono::milliseconds;

    /// Shape:    `descriptors` is its RLIMIT_NOFILE; 0 leaves it as it is
    server_process(const std::vector<std::string>& command,
                   std::size_t descriptors);
    server_process(const server_process&) = delete;
    server_process& operator=(const server_process&) = delete;
    ~server_process();

    /// The first line of its standard output, without its end; nothing if it
    /// ends or `within` passes before there is one.
    std::optional<std::string> first_line(milliseconds within);

    void signal(int number);

    /// How it ended, as waitpid(2) says it; nothing if it still runs.
    std::optional<int> wait(milliseconds within);

    /// True once no process of its group is left.
    bool is_gone(milliseconds within);

    /// All that it has printed so far, on standard output and error.
    std::string output();
    std::string complaints() const;

    pid_t group() const { return pid_; }

private:
    bool read_output(milliseconds within);

    pid_t pid_ = -1;            // also the number of its group
    unique_fd ending_;          // a pidfd: readable once it has ended
    unique_fd standard_output_; // the reading end of a pipe
    unique_fd standard_error_;  // a file, so that it can never fill up
    std::string output_;        // what has come through the pipe
    std::optional<int> status_; // once it has been waited for
    bool is_gone_ = false;      // then its number may belong to another
};

/// "exit code 1", or "killed by signal 13 (Broken pipe)".
std::string describe_status(int status);

} // namespace net
