// What a server costs, seen from outside: Linux tells it in /proc.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>

namespace net {

// A server may be several processes (one a client, say), so each of these
// sums over a process group.
// Source: proc(5)

/// Descriptors that are open.
std::size_t open_descriptors(pid_t group);

/// Bytes of memory in use; what several processes share is counted once.
std::size_t memory_in_use(pid_t group);

/// Processor time used up, by processes that have ended and been waited for,
/// too.
std::chrono::milliseconds processor_time(pid_t group);

/// Time in which its threads were running, or would have been if the machine
/// had had a processor to spare; of threads that still live.
std::chrono::milliseconds runnable_time(pid_t group);

} // namespace net
