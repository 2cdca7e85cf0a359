// The functions behind ours: what a program would have called without us.
#pragma once

#include <dlfcn.h>

#include <cstdlib>

namespace net {

/// The next definition of `name` after ours, in the order in which the dynamic
/// linker looks: libc's. A hook asks once, and keeps the answer in a static.
/// Source:   dlsym(3), RTLD_NEXT
template <class Function>
Function* real_call(const char* name) {
    void* const found = ::dlsym(RTLD_NEXT, name);
    if (found == nullptr) std::abort(); // this C library has no such function
    return reinterpret_cast<Function*>(found);
}

} // namespace net
