// All four pollers by name, as far as this system has them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "02-select-poll/poller.h"

namespace net {

/// When a poller speaks: as long as a descriptor is ready, or when it becomes
/// so.
enum class trigger { level, edge };

/// The names that make_poller() takes here, the best first.
std::vector<std::string> poller_names();

/// Errors:   std::invalid_argument for a name this system does not have, and
///           for select or poll with trigger::edge, which they cannot do
std::unique_ptr<poller> make_poller(const std::string& name, trigger how);

} // namespace net
