// Starts one row's servers, one after the other, and measures them.
#pragma once

#include <functional>
#include <string>

#include "03-epoll-reactor/load/tour/tour_result.h"

namespace net {

/// Measures all that the row has. What goes wrong stands in the result.
/// Shape:    `progress` is told what is being measured now
tour_result measure_row(
    const tour_row& row, const tour_plan& plan, const command_line& backend,
    const std::function<void(const std::string&)>& progress);

} // namespace net
