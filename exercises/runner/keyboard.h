// Single keys of a terminal, without waiting for the end of a line.
#pragma once

#include <termios.h>

#include <functional>

#include "03-epoll-reactor/reactor.h"

namespace course {

/// Calls `pressed` with each key, from construction to destruction. Where
/// standard input is no terminal, it does nothing.
/// Threads:  the reactor's
class keyboard {
public:
    keyboard(net::reactor& loop, std::function<void(char key)> pressed);
    keyboard(const keyboard&) = delete;
    keyboard& operator=(const keyboard&) = delete;
    ~keyboard();

    bool is_there() const { return is_there_; }

private:
    void stop();

    net::reactor& loop_;
    const std::function<void(char key)> pressed_;
    termios before_{}; // put back at the end; first, for is_there_ fills it
    bool is_there_;
};

} // namespace course
