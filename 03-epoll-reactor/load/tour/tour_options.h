// The command line of `tour`.
#pragma once

#include <cstddef>
#include <string>

namespace net {

/// One tour, described.
struct tour_options {
    std::string book;       // the file that lists the rows
    std::string only;       // rows whose name begins so
    std::string output;     // folder; empty: the one that the book says
    double seconds = 1;     // of echoes, a row and round
    std::size_t rounds = 3; // over all rows
    bool help = false;
};

/// Errors:   usage_error, which names the option
tour_options parse_tour_options(int argc, char** argv);

} // namespace net
