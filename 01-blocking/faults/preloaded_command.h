// A server's command line with the library of faulty calls in it.
#pragma once

#include <string>
#include <vector>

namespace net {

/// `command` with `library` beneath whatever else it preloads.
/// Lifetime: `board`, a descriptor of this process, is opened by the server
///           when it starts
std::vector<std::string> preloaded_command(std::vector<std::string> command,
                                           const std::string& library,
                                           int board);

} // namespace net
