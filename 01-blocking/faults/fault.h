// What becomes of one call: the part that all calls of the preload share.
#pragma once

#include <dlfcn.h>
#include <sys/uio.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "01-blocking/faults/fault_board.h"

namespace net {

/// What the board has decided for one call.
struct fault {
    int error = 0;               // errno, if it fails
    std::size_t most = SIZE_MAX; // bytes, if it moves any

    std::size_t allowed(std::size_t size) const { return std::min(size, most); }

    /// The pieces that hold the first `most` bytes.
    std::vector<iovec> allowed(std::span<const iovec> pieces) const;
};

/// Counts a call, and looks whether it is one that fails, if it can.
fault fault_of(std::size_t call, bool can_fail = true);

/// Where a function stands on the board. Not to be found: does not compile.
consteval std::size_t on_board(std::string_view name) {
    const std::size_t number = call_number(name);
    if (number == faulty_calls.size()) throw "no such call";
    return number;
}

/// libc's own function of this name, looked for at the first call. A static one
/// is made without a lock: a signal's handler may come while it is made, and
/// make the same call.
template <class Function>
class real_function {
public:
    explicit constexpr real_function(const char* name) : name_(name) {}

    template <class... Arguments>
    auto operator()(Arguments... arguments) const {
        if (found_ == nullptr) {
            found_ = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name_));
        }
        return found_.load()(arguments...);
    }

private:
    const char* const name_;
    mutable std::atomic<Function*> found_ = nullptr;
};

/// `static const auto next = real<decltype(::read)>("read");`
template <class Function>
constexpr real_function<Function> real(const char* name) {
    return real_function<Function>(name);
}

/// Whether calls on this descriptor wait; asked of libc, not of the board.
bool waits(int fd);

inline int failed(int error) {
    errno = error;
    return -1;
}

} // namespace net
