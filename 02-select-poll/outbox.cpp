#include "02-select-poll/outbox.h"

#include <sys/uio.h>

#include <algorithm>
#include <array>

#include "01-blocking/error.h"

namespace net {

void outbox::push(shared_bytes bytes) {
    const std::string_view all = *bytes;
    push(std::move(bytes), all);
}

void outbox::push(shared_bytes bytes, std::string_view part) {
    if (part.empty()) return;
    size_ += part.size();
    pieces_.push_back({std::move(bytes), part});
}

void outbox::push(std::string bytes) {
    push(std::make_shared<const std::string>(std::move(bytes)));
}

// [lesson: flush]
std::size_t outbox::flush(int fd, std::error_code& error) {
    std::size_t total = 0;
    error.clear();
    while (!empty()) {
        std::array<iovec, 64> gathered;
        const std::size_t count =
            std::min(gathered.size(), pieces_.size() - first_);
        std::size_t offered = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string_view rest = pieces_[first_ + i].rest;
            gathered[i] = {const_cast<char*>(rest.data()), rest.size()};
            offered += rest.size();
        }
        // [lesson: short-write]
        const ssize_t n =
            ::writev(fd, gathered.data(), static_cast<int>(count));
        if (n == -1) {
            if (errno == EINTR) continue;
            if (!would_block(last_error())) error = last_error();
            return total;
        }
        const auto written = static_cast<std::size_t>(n);
        drop_written(written);
        total += written;
        if (written < offered) return total; // full: no need to ask again
        // [end]
    }
    return total;
}
// [end]

void outbox::drop_written(std::size_t n) {
    size_ -= n;
    while (n > 0) {
        piece& front = pieces_[first_];
        const std::size_t part = std::min(n, front.rest.size());
        front.rest.remove_prefix(part);
        n -= part;
        if (!front.rest.empty()) break;
        front.owner.reset();
        ++first_;
    }
    if (first_ == pieces_.size()) {
        pieces_ = {}; // an idle connection keeps no memory
        first_ = 0;
    } else if (first_ > pieces_.size() / 2) {
        // Moves at most as many as have been written since the last time.
        pieces_.erase(pieces_.begin(),
                      pieces_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
}

} // namespace net
