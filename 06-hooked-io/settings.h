// What a program's user can ask of the hooks: variables of the environment.
#pragma once

#include <cstddef>
#include <string>

namespace net {

/// Read once, when the program starts.
/// Threads:  any
struct hook_settings {
    std::size_t threads = 1; // HOOKED_IO_THREADS; 0: all calls are plain
    bool warns = false;      // HOOKED_IO_WARN=1: of what blocks a thread
    bool lists = false;      // HOOKED_IO_LIST=1: coroutines, on SIGQUIT
    std::string trace;       // HOOKED_IO_TRACE=FILE; empty: none

    /// Coroutines note where they are started only if somebody may ask.
    bool notes_places() const { return warns || lists || !trace.empty(); }
};

const hook_settings& settings();

} // namespace net
