// For a debugger to stop in: a coroutine that was resumed by another one.
#include "05-ucontext-coroutines/coroutine.h"

namespace {

void stop_here() {
    asm volatile("");
}

void inner_body() {
    net::coroutine::yield();
    stop_here();
    asm volatile("");
}

void outer_body() {
    net::coroutine inner(inner_body);
    inner.resume();
    inner.resume();
}

void resume_it() {
    net::coroutine outer(outer_body);
    outer.resume();
}

} // namespace

int main() {
    resume_it();
}
