// What a connection still has to write: the kernel takes what it takes, the
// rest waits here.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace net {

/// Bytes that nobody changes any more, kept once for all who have yet to
/// write them.
using shared_bytes = std::shared_ptr<const std::string>;

/// A queue of pieces that leave in as few writes as there can be.
/// Threads:  one
class outbox {
public:
    /// Appends all of `bytes`, or the part of it that `part` views.
    void push(shared_bytes bytes);
    void push(shared_bytes bytes, std::string_view part);

    /// Appends bytes of our own.
    void push(std::string bytes);

    /// Writes what the kernel takes without waiting, many pieces a call.
    /// Shape:    returns the number of bytes written
    /// Errors:   as write(2); that the kernel takes no more now is none
    std::size_t flush(int fd, std::error_code& error);

    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; } // bytes

private:
    struct piece {
        shared_bytes owner;    // keeps alive
        std::string_view rest; // not yet written
    };

    void drop_written(std::size_t n);

    std::vector<piece> pieces_; // those before first_ are written
    std::size_t first_ = 0;     // <= pieces_.size()
    std::size_t size_ = 0;      // sum of all rests
};

} // namespace net
