// The rows of the tour, as CMake writes them down: add_tour_row() in
// .ci/course.cmake says what they mean.
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <vector>

namespace net {

/// The words of a command; none: there is no such server.
using command_line = std::vector<std::string>;

/// One chapter's servers in one variant.
struct tour_row {
    std::string chapter; // "01-blocking"
    std::string label;   // "thread"
    command_line echo;
    command_line chat;
    command_line gateway;
    std::size_t most_connections = 0; // that its nature allows; 0: any number
    std::size_t most_gateway_clients = 0;
    std::string because; // why there is a limit
    std::string says;    // what the row shows, in a sentence

    std::string name() const { return chapter.substr(0, 2) + " " + label; }
};

/// The tour's itinerary.
struct tour_book {
    std::string output;   // folder for tour.md and tour.json
    std::string compiler; // that has built the servers
    command_line backend; // the gateways' one
    std::vector<tour_row> rows;
};

/// Reads lines of a word and what belongs to it; `row` begins a row.
/// Errors:   std::runtime_error that quotes the line
tour_book read_tour_book(std::istream& from);

} // namespace net
