// For the tests of what allocates nothing: counts the calls of operator new.
#pragma once

#include <cstddef>

namespace net {

/// Shape:    how often the program has called it so far, in all threads
std::size_t allocation_count();

} // namespace net
