// How many threads the kernel schedules for a server.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace net {

/// The threads of all processes of a group.
/// Source:   /proc/PID/stat in proc(5)
std::size_t thread_count(pid_t group);

} // namespace net
