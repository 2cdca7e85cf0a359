#include "06-hooked-io/thread_exit.h"

#include <unwind.h>

#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <utility>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/real_call.h"

namespace net {
namespace {

/// Where a thread begins, and so ends.
struct exit_point {
    std::uintptr_t frame; // an address: what lies above is the scheduler's
    std::jmp_buf end;
    _Unwind_Exception unwinding{};
};

/// Called for each frame on the way out, before what it has to clean up.
_Unwind_Reason_Code on_frame(int, _Unwind_Action actions,
                             _Unwind_Exception_Class, _Unwind_Exception*,
                             _Unwind_Context* context, void* given) {
    auto& me = *static_cast<hooked_thread*>(given);
    auto& point = *static_cast<exit_point*>(me.exit_point);
    const auto frame = static_cast<std::uintptr_t>(_Unwind_GetCFA(context));
    const bool is_end = (actions & _UA_END_OF_STACK) || frame >= point.frame;
    __pthread_unwind_buf_t* const inner = me.cleanups;
    if (inner != nullptr &&
        (is_end || frame > reinterpret_cast<std::uintptr_t>(inner))) {
        // C's clean-up, which ends in __pthread_unwind_next().
        std::longjmp(*reinterpret_cast<std::jmp_buf*>(inner), 1);
    }
    if (is_end) std::longjmp(point.end, 1);
    return _URC_NO_REASON;
}

/// Who catches it with `catch (...)` has to throw it on.
void on_lost(_Unwind_Reason_Code, _Unwind_Exception*) {
    std::fputs("FATAL: exception not rethrown\n", stderr);
    std::abort();
}

[[noreturn]] void unwind(hooked_thread& me) {
    auto& point = *static_cast<exit_point*>(me.exit_point);
    point.unwinding.exception_class = 0; // of no language
    point.unwinding.exception_cleanup = on_lost;
    _Unwind_ForcedUnwind(&point.unwinding, on_frame, &me);
    std::terminate();
}

[[gnu::noinline]] void call_body(hooked_thread& self, exit_point& point) {
    point.frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    self.exit_point = &point;
    self.result = self.body();
}

[[gnu::noinline]] void call_until_left(hooked_thread& self) {
    exit_point point{};
    if (setjmp(point.end) == 0) call_body(self, point);
    self.exit_point = nullptr;
}

} // namespace

/// Nothing gets past `noexcept`: what a body throws, ends the program where it
/// is thrown, as it would in a thread.
void call_thread_body(hooked_thread& self) noexcept {
    call_until_left(self);
}

void leave_thread(void* result) {
    hooked_thread& me = this_hooked_thread();
    me.result = result;
    me.can_cancel = false;
    unwind(me);
}

} // namespace net

extern "C" {

// pthread_cleanup_push() of C, which jumps where C++ has a destructor.

void __pthread_register_cancel(__pthread_unwind_buf_t* one) {
    static const auto real =
        net::real_call<decltype(::__pthread_register_cancel)>(
            "__pthread_register_cancel");
    net::hooked_thread* const me = net::current_hooked_thread();
    if (me == nullptr) return real(one);
    one->__pad[0] = std::exchange(me->cleanups, one);
}

void __pthread_unregister_cancel(__pthread_unwind_buf_t* one) {
    static const auto real =
        net::real_call<decltype(::__pthread_unregister_cancel)>(
            "__pthread_unregister_cancel");
    net::hooked_thread* const me = net::current_hooked_thread();
    if (me == nullptr) return real(one);
    me->cleanups = static_cast<__pthread_unwind_buf_t*>(one->__pad[0]);
}

void __pthread_unwind_next(__pthread_unwind_buf_t* one) {
    static const auto real = net::real_call<decltype(::__pthread_unwind_next)>(
        "__pthread_unwind_next");
    net::hooked_thread* const me = net::current_hooked_thread();
    if (me == nullptr) real(one);
    me->cleanups = static_cast<__pthread_unwind_buf_t*>(one->__pad[0]);
    net::unwind(*me);
}

} // extern "C"
