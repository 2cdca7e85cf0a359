// Says whose stack has overflowed, before the program dies of it.
#pragma once

#include <csignal>
#include <cstddef>
#include <memory>

namespace net {

/// While one is alive, an overflow of a coroutine's stack on this thread is
/// told on standard error, with the coroutine's name and the size of its stack:
/// the program then dies of SIGSEGV, as it would have. Each thread needs one of
/// its own; the last of all puts the signal's former handler back.
/// Source:   sigaltstack(2): who has no stack left needs another one to speak
class stack_overflow_report {
public:
    stack_overflow_report();
    stack_overflow_report(const stack_overflow_report&) = delete;
    stack_overflow_report& operator=(const stack_overflow_report&) = delete;
    ~stack_overflow_report();

private:
    std::unique_ptr<std::byte[]> memory_; // to speak on
    stack_t before_{};                    // the thread's other stack
};

} // namespace net
