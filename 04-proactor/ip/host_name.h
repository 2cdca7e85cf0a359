// The name of the computer that the program runs on.
#pragma once

#include <string>
#include <system_error>

namespace net::ip {

/// This host's own name.
/// Source:   gethostname(2)
std::string host_name();
std::string host_name(std::error_code& ec);

} // namespace net::ip
