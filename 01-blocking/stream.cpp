#include "01-blocking/stream.h"

#include <limits.h>

#include <algorithm>

namespace net {

// [lesson: read-exactly]
std::size_t read_exactly(int fd, std::span<char> into, std::error_code& error) {
    // [lesson: read-until-full]
    std::size_t done = 0;
    error.clear();
    while (done < into.size() && !error) {
        done += read_some(fd, into.subspan(done), error);
    }
    return done;
    // [end]
}
// [end]

std::size_t write_all(int fd, std::string_view bytes, std::error_code& error) {
    std::size_t done = 0;
    error.clear();
    while (done < bytes.size() && !error) {
        done += write_some(fd, bytes.substr(done), error);
    }
    return done;
}

std::size_t write_all(int fd, std::span<iovec> pieces, std::error_code& error) {
    std::size_t done = 0;
    error.clear();
    while (!pieces.empty() && !error) {
        const int count =
            static_cast<int>(std::min<std::size_t>(pieces.size(), IOV_MAX));
        const std::size_t n = detail::uninterrupted(
            [&] { return ::writev(fd, pieces.data(), count); }, error);
        pieces = drop_written(pieces, n);
        done += n;
    }
    return done;
}

std::span<iovec> drop_written(std::span<iovec> pieces, std::size_t written) {
    while (!pieces.empty() && written >= pieces.front().iov_len) {
        written -= pieces.front().iov_len;
        pieces = pieces.subspan(1);
    }
    if (!pieces.empty()) {
        iovec& first = pieces.front();
        first.iov_base = static_cast<char*>(first.iov_base) + written;
        first.iov_len -= written;
    }
    return pieces;
}

} // namespace net
