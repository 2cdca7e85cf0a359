// The command line of the server that is wrong on request.
#pragma once

#include "01-blocking/contract/tests/wrong_server.h"

namespace net {

/// Errors:   ends the program, as every server of the course does
wrong_settings parse_wrong_options(int count, char** words);

} // namespace net
