// The self-pipe: a signal handler may do next to nothing, so it writes one
// byte to a pipe, and the program reads it when and where it is ready to.
#pragma once

#include <csignal>
#include <initializer_list>
#include <vector>

#include "01-blocking/unique_fd.h"

namespace net {

/// Turns signals into bytes of a pipe, from construction to destruction.
/// Threads:  one object a signal number at a time, in the whole process
/// Source:   signal-safety(7); D. J. Bernstein's self-pipe trick
class signal_pipe {
public:
    explicit signal_pipe(std::initializer_list<int> signals);
    signal_pipe(const signal_pipe&) = delete;
    signal_pipe& operator=(const signal_pipe&) = delete;
    ~signal_pipe();

    /// Readable once a signal has come. Borrowed; for poll(2) and its kin.
    int fd() const { return reading_end_.get(); }

    /// The number of a signal that has come; 0 if none has. Never waits.
    int take();

private:
    struct replaced {
        int signal;
        struct sigaction action;
    };

    unique_fd reading_end_;
    unique_fd writing_end_;
    std::vector<replaced> previous_; // put back at the end
};

} // namespace net
