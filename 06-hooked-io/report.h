// What the hooks tell people: who waits for what.
#pragma once

namespace net {

/// Lists all coroutines on stderr, each worker its own, soon.
/// Threads:  any
void list_coroutines();

/// Says on stderr that they all wait for each other, and lists them.
/// Threads:  any
void report_all_asleep();

} // namespace net
