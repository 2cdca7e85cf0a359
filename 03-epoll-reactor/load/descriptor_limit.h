// How many descriptors this process may have open.
#pragma once

#include <cstddef>

namespace net {

/// Makes sure that so many sockets can be opened: raises the soft limit to
/// the hard one, which only root can raise.
/// Errors:   std::runtime_error that names both numbers
/// Source:   RLIMIT_NOFILE in getrlimit(2)
void allow_descriptors(std::size_t sockets);

} // namespace net
