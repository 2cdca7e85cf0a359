// A line that is written again and again, so that people see what goes on.
#pragma once

#include <cstddef>
#include <string>

namespace net {

/// The last line of a terminal, on standard error. Where that is no terminal
/// nothing is written: a log would keep every version of it.
class progress_line {
public:
    progress_line();
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;
    ~progress_line() { clear(); }

    void show(const std::string& text);

    /// Leaves an empty line, for something that shall stay.
    void clear() { show(""); }

private:
    const bool is_terminal_;
    std::size_t width_ = 0; // of what is shown now
};

} // namespace net
