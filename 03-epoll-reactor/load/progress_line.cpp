#include "03-epoll-reactor/load/progress_line.h"

#include <unistd.h>

#include <cstdio>

namespace net {

progress_line::progress_line() : is_terminal_(::isatty(STDERR_FILENO) == 1) {}

void progress_line::show(const std::string& text) {
    if (!is_terminal_ || (text.empty() && width_ == 0)) return;
    const std::string line = text.substr(0, 79); // a longer one would wrap
    // Blanks over what is left of the last version.
    const std::size_t blanks = width_ > line.size() ? width_ - line.size() : 0;
    std::fprintf(stderr, "\r%s%*s%s", line.c_str(), static_cast<int>(blanks),
                 "", line.empty() ? "\r" : "");
    std::fflush(stderr);
    width_ = line.size();
}

} // namespace net
