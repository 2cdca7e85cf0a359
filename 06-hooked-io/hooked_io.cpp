#include "06-hooked-io/hooked_io.h"

#include <memory>
#include <new>
#include <system_error>

#include "06-hooked-io/hooked_thread.h"

namespace {

/// Of hooked_io_hooks_off(): a scope without braces. It is a coroutine's and a
/// thread's at once, as hooks_off is.
constinit thread_local int plain_depth = 0;
alignas(net::hooks_off) thread_local char plain_scope[sizeof(net::hooks_off)];

void call_and_destroy(void* call) {
    const std::unique_ptr<std::function<void()>> mine(
        static_cast<std::function<void()>*>(call));
    (*mine)();
}

template <class Start>
int error_of(Start start) {
    try {
        start();
        return 0;
    } catch (const std::system_error& failure) {
        return failure.code().value();
    } catch (const std::bad_alloc&) {
        return ENOMEM;
    }
}

} // namespace

namespace net {

void go(std::function<void()> call) {
    if (workers().empty()) return os_thread(std::move(call));
    start_hooked_thread(
        [call = std::move(call)]() -> void* {
            call();
            return nullptr;
        },
        0, true);
}

void os_thread(std::function<void()> call) {
    auto boxed = std::make_unique<std::function<void()>>(std::move(call));
    start_os_thread(call_and_destroy, boxed.get());
    boxed.release(); // the thread's now
}

} // namespace net

extern "C" {

int hooked_io_go(void (*call)(void*), void* argument) {
    return error_of([=] { net::go([=] { call(argument); }); });
}

int hooked_io_os_thread(void (*call)(void*), void* argument) {
    return error_of([=] { net::start_os_thread(call, argument); });
}

void hooked_io_hooks_off() {
    if (plain_depth++ == 0) new (plain_scope) net::hooks_off;
}

void hooked_io_hooks_on() {
    if (plain_depth == 0 || --plain_depth > 0) return;
    reinterpret_cast<net::hooks_off*>(plain_scope)->~hooks_off();
}

} // extern "C"
