// The lists of readv(2) and its like.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <span>
#include <vector>

#include "01-blocking/stream.h"

namespace net {

inline std::size_t size_of(std::span<const iovec> pieces) {
    std::size_t size = 0;
    for (const iovec& one : pieces) size += one.iov_len;
    return size;
}

/// A program's list, without what is done of it. The list itself is not
/// changed; only who is not done at once needs a copy.
class pieces_left {
public:
    explicit pieces_left(std::span<const iovec> all) : all_(all) {}

    /// `done` bytes of the whole are; it never goes back.
    std::span<const iovec> after(std::size_t done) {
        if (done == 0) return all_;
        if (copy_.empty()) {
            copy_.assign(all_.begin(), all_.end());
            rest_ = copy_;
        }
        rest_ = drop_written(rest_, done - gone_);
        gone_ = done;
        return rest_;
    }

private:
    const std::span<const iovec> all_;
    std::vector<iovec> copy_;
    std::span<iovec> rest_; // of the copy
    std::size_t gone_ = 0;  // of the whole
};

/// As readv() has it; a count that is none is the kernel's to refuse.
inline std::span<const iovec> pieces_of(const iovec* first, int count) {
    if (first == nullptr || count < 0 || count > 1024) return {};
    return {first, static_cast<std::size_t>(count)};
}

} // namespace net
