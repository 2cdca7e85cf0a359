#include "exercises/runner/keyboard.h"

#include <unistd.h>

#include <utility>

namespace course {

keyboard::keyboard(net::reactor& loop, std::function<void(char key)> pressed)
    : loop_(loop),
      pressed_(std::move(pressed)),
      is_there_(::isatty(STDIN_FILENO) == 1 &&
                ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!is_there_) return;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO); // ISIG stays: ^C
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    loop_.watch(STDIN_FILENO, net::interest::readable, [this] {
        char key = 0;
        // Blocking, but it is readable, and this takes one byte only.
        if (::read(STDIN_FILENO, &key, 1) == 1) {
            pressed_(key); // may destroy this
        } else {
            stop();
        }
    });
}

keyboard::~keyboard() {
    stop();
}

void keyboard::stop() {
    if (!std::exchange(is_there_, false)) return;
    loop_.forget(STDIN_FILENO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

} // namespace course
