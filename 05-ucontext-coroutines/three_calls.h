// The straight line: three calls, each of which needs the answer to the one
// before.
#pragma once

#include <string>
#include <system_error>

#include "01-blocking/backend_protocol.h"

namespace net {

// [lesson: three-calls]
/// Whether `backend` makes a thread wait or a coroutine, it reads the same.
template <class Backend>
std::string three_calls(const std::string& name, Backend& backend) {
    std::error_code error;
    const std::string id = backend.call("user " + name, error);
    if (error == rpc_error::refused) return no_such_user;
    if (error) return gateway_failure(error);
    const std::string city = backend.call("city " + id, error);
    if (error) return gateway_failure(error);
    const std::string weather = backend.call("weather " + city, error);
    if (error) return gateway_failure(error);
    return gateway_answer(name, city, weather);
}
// [end]

} // namespace net
