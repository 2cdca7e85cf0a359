// What becomes of one call: the part that all calls of the preload share.
#pragma once

#include <dlfcn.h>
#include <sys/uio.h>

#include <algorithm>
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

/// libc's own function of this name.
template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

/// Whether calls on this descriptor wait; asked of libc, not of the board.
bool waits(int fd);

inline int failed(int error) {
    errno = error;
    return -1;
}

} // namespace net
