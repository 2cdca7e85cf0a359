// The tour's results, written down: for a terminal, for a page, for programs.
#pragma once

#include <string>
#include <vector>

#include "03-epoll-reactor/load/tour/tour_result.h"

namespace net {

/// All that there is to tell.
struct tour_story {
    tour_machine machine;
    tour_plan plan;
    std::vector<tour_result> rows;
};

/// An aligned table, and under it a sentence for each row.
/// Shape:    lines of 100 columns at the most, but for long failures
std::string to_text(const tour_story& story);

/// The same as a Markdown table and a list.
std::string to_markdown(const tour_story& story);

/// The same as JSON, one object a row, in bytes, seconds and units a second.
std::string to_json(const tour_story& story);

} // namespace net
