// pthread_key_create() and its family, for coroutines and threads alike.
#pragma once

namespace net {

struct hooked_thread;

/// Calls the destructors of the values that it still has, in rounds, as
/// pthread_key_create(3) says.
void run_key_destructors(hooked_thread& one);

/// Gives it the values that this thread, which is no coroutine, has.
void take_over_values(hooked_thread& one);

} // namespace net
