// For calls of which nobody can know beforehand whether they will wait: a
// helper thread makes the call, and the coroutine parks.
#pragma once

#include "06-hooked-io/helper_threads.h"

namespace net {

/// What `call` returns there; errno comes back too. No signal interrupts it.
template <class Call>
auto call_outside(Call call) {
    decltype(call()) result{};
    on_helper_thread([&] { result = call(); });
    return result;
}

} // namespace net
