// What the C and C++ libraries keep once a thread, although it belongs to a
// flow of control.
#pragma once

#include <cxxabi.h>

#include <cerrno>
#include <utility>

namespace net {

/// errno, and the exceptions that are being thrown or handled. Floating-point
/// control is not here: it is a register, and the switch moves it.
/// Source:   the Itanium C++ ABI, section 2.2.2, on __cxa_get_globals()
class flow_state {
public:
    /// Gives the thread this state, and keeps what it had instead. To call it
    /// twice is to have done nothing.
    /// Threads:  the one that has called it first
    void swap_with_thread() {
        if (!threads_exceptions_) [[unlikely]]
            find_threads();
        std::swap(error_number_, *threads_error_number_);
        std::swap(exceptions_, *threads_exceptions_);
    }

private:
    struct exceptions {
        void* caught = nullptr;    // the innermost, a list
        unsigned int uncaught = 0; // how many are on their way
    };

    /// To ask for them each time would take as long as the switch itself.
    void find_threads() {
        threads_error_number_ = &errno;
        threads_exceptions_ =
            reinterpret_cast<exceptions*>(abi::__cxa_get_globals());
    }

    int error_number_ = 0;
    exceptions exceptions_;
    int* threads_error_number_ = nullptr;      // null: not asked yet
    exceptions* threads_exceptions_ = nullptr; // the same
};

} // namespace net
