// The functions behind ours: what a program would have called without us.
#pragma once

#include <dlfcn.h>

#include <atomic>
#include <cstdlib>

namespace net {

/// The next definition of a function after ours, in the order in which the
/// dynamic linker looks: libc's. It is looked for at the first call. A hook
/// keeps one in a static, which takes no lock: a lock that another thread
/// holds in the moment of a fork, the child would wait for for ever.
/// Threads:  any, and signal handlers after the first call
/// Source:   dlsym(3), RTLD_NEXT
template <class Function>
class real_function {
public:
    explicit constexpr real_function(const char* name) : name_(name) {}

    /// What makes it callable, as the function itself is.
    operator Function*() const { return reinterpret_cast<Function*>(find()); }

private:
    // [lesson: real-call]
    void* find() const {
        void* found = found_.load(std::memory_order_relaxed);
        if (found != nullptr) return found;
        found = ::dlsym(RTLD_NEXT, name_);
        if (found == nullptr) std::abort(); // no such function in this library
        found_.store(found, std::memory_order_relaxed);
        return found;
    }
    // [end]

    const char* const name_;
    // As it was found: pthread_exit()'s type is that of a key's destructor, but
    // for [[noreturn]], and clang 14 gives their atomics one and the same name.
    mutable std::atomic<void*> found_ = nullptr;
};

/// `static const auto real = real_call<decltype(::read)>("read");`
template <class Function>
constexpr real_function<Function> real_call(const char* name) {
    return real_function<Function>(name);
}

} // namespace net
