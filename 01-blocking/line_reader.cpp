#include "01-blocking/line_reader.h"

#include "01-blocking/error.h"
#include "01-blocking/stream.h"

namespace net {

std::optional<std::string> line_splitter::next() {
    const std::size_t end = bytes_.find('\n');
    if (end == std::string::npos || too_long()) return std::nullopt;
    std::string line = bytes_.substr(0, end);
    if (line.ends_with('\r')) line.pop_back();
    bytes_.erase(0, end + 1);
    return line;
}

bool line_splitter::too_long() const {
    std::size_t length = std::min(bytes_.find('\n'), bytes_.size());
    if (length > 0 && bytes_[length - 1] == '\r') --length;
    return length > limit_;
}

std::string line_reader::read_line(std::error_code& error) {
    for (;;) {
        if (auto line = lines_.next()) {
            error.clear();
            return *std::move(line);
        }
        if (lines_.too_long()) {
            error = std::make_error_code(std::errc::message_size);
            return {};
        }
        char bytes[4096];
        const std::size_t n = read_some(fd_, bytes, error);
        if (error) return {};
        lines_.append({bytes, n});
    }
}

} // namespace net
