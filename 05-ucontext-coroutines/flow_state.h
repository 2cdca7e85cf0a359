// What the C and C++ libraries keep once a thread, although it belongs to a
// flow of control.
#pragma once

#include <cxxabi.h>

#include <cerrno>
#include <utility>

#ifdef _LIBCPP_VERSION // which has this function, and does not say so
namespace __cxxabiv1 {
extern "C" void* __cxa_get_globals() noexcept;
}
#endif

namespace net {

/// errno, and the exceptions that are being thrown or handled. Floating-point
/// control is not here: it is a register, and the switch moves it.
/// Source:   the Itanium C++ ABI, section 2.2.2, on __cxa_get_globals()
class flow_state {
    struct exceptions {
        void* caught = nullptr;    // the innermost, a list
        unsigned int uncaught = 0; // how many are on their way
    };

public:
    /// Where a thread keeps its own. To ask for it takes as long as a switch,
    /// so it is asked for once.
    class place {
    public:
        bool is_known() const { return error_number_ != nullptr; }
        void find() {
            error_number_ = &errno;
            exceptions_ =
                reinterpret_cast<exceptions*>(abi::__cxa_get_globals());
        }

    private:
        friend flow_state;
        int* error_number_ = nullptr;
        exceptions* exceptions_ = nullptr;
    };

    /// Gives the thread this state, and keeps what it had instead. To call it
    /// twice is to have done nothing.
    void swap_with(const place& threads) {
        std::swap(error_number_, *threads.error_number_);
        // Not both at once: the processor would wait until the two have come
        // to memory, to read them as one.
        exceptions& others = *threads.exceptions_;
        std::swap(exceptions_.caught, others.caught);
        std::swap(exceptions_.uncaught, others.uncaught);
    }

private:
    int error_number_ = 0;
    exceptions exceptions_;
};

} // namespace net
