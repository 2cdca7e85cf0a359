// A stream that does what a test tells it: short reads, short writes, and an
// error when the script is at its end.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <system_error>
#include <vector>

#include "01-blocking/error.h"
#include "04-proactor/buffer.h"

/// Each read_some hands out one portion, or as much of it as the buffers take;
/// each write_some takes at most as many bytes as the next entry says. When
/// there is no next one, they report `last_error`.
class scripted_stream {
public:
    template <net::mutable_buffer_sequence Buffers>
    std::size_t read_some(const Buffers& buffers, std::error_code& error) {
        asked.push_back(net::buffer_size(buffers));
        error.clear();
        if (asked.back() == 0) return 0;
        if (portions.empty()) {
            error = last_error;
            return 0;
        }
        const std::size_t n =
            net::buffer_copy(buffers, net::buffer(portions.front()));
        portions.front().erase(0, n);
        if (portions.front().empty()) portions.pop_front();
        return n;
    }

    template <net::const_buffer_sequence Buffers>
    std::size_t write_some(const Buffers& buffers, std::error_code& error) {
        asked.push_back(net::buffer_size(buffers));
        error.clear();
        if (takes.empty()) {
            error = last_error;
            return 0;
        }
        std::string taken(takes.front(), '\0');
        takes.pop_front();
        taken.resize(net::buffer_copy(net::buffer(taken), buffers));
        written += taken;
        return taken.size();
    }

    std::deque<std::string> portions = {}; // for the reads to come
    std::deque<std::size_t> takes = {};    // for the writes to come
    std::error_code last_error = net::error::eof;

    std::string written = {};
    std::vector<std::size_t> asked = {}; // the size of each call's buffers
};
