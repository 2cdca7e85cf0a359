// Well-behaved clients alone, in a process that others may stop.
#pragma once

#include <string>

#include "03-epoll-reactor/survival/survival_options.h"

namespace net {

/// Visits options.visited for options.duration, and checks every byte.
/// Shape:    what was wrong, or nothing
std::string visit_server(const survival_options& options);

} // namespace net
