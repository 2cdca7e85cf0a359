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
    void swap_with_thread() {
        std::swap(error_number_, errno);
        auto* const threads =
            reinterpret_cast<exceptions*>(abi::__cxa_get_globals());
        std::swap(exceptions_, *threads);
    }

private:
    struct exceptions {
        void* caught = nullptr;    // the innermost, a list
        unsigned int uncaught = 0; // how many are on their way
    };

    int error_number_ = 0;
    exceptions exceptions_;
};

} // namespace net
