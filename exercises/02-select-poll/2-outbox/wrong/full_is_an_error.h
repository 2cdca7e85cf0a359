// Wrong: EAGAIN is reported as an error.
// Caught by: outbox.takes_a_kernel_that_is_full_for_no_error
#pragma once

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <system_error>

#include "01-blocking/error.h"
#include "01-blocking/socket.h"
#include "02-select-poll/nonblocking.h"

namespace answer {

/// A queue of pieces for a non-blocking socket, with backpressure.
/// Threads:  one
class outbox {
public:
    /// Units:    bytes; low < high
    outbox(std::size_t low, std::size_t high) : low_(low), high_(high) {}

    void push(std::string piece) {
        if (piece.empty()) return;
        size_ += piece.size();
        pieces_.push_back(std::move(piece));
        update_full();
    }

    /// Writes what the kernel takes without waiting, many pieces a call.
    /// Shape:    returns the number of bytes written
    /// Errors:   as writev(2); that the kernel takes no more now is none
    std::size_t flush(int fd, std::error_code& error) {
        std::size_t total = 0;
        error.clear();
        while (!empty()) {
            std::array<iovec, most_pieces> gathered;
            std::size_t count = 0;
            for (; count < pieces_.size() && count < most_pieces; ++count) {
                const std::string& piece = pieces_[count];
                const std::size_t skip = count == 0 ? written_ : 0;
                gathered[count] = {const_cast<char*>(piece.data()) + skip,
                                   piece.size() - skip};
            }
            const ssize_t n =
                ::writev(fd, gathered.data(), static_cast<int>(count));
            if (n == -1) {
                error = net::last_error();
                break;
            }
            take_off(static_cast<std::size_t>(n));
            total += static_cast<std::size_t>(n);
        }
        update_full();
        return total;
    }

    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; } // bytes

    /// Whether the one who fills it should stop: from the moment when `high`
    /// bytes wait, until no more than `low` do.
    bool is_full() const { return is_full_; }

private:
    static constexpr std::size_t most_pieces = 64; // a system call

    void take_off(std::size_t n) {
        size_ -= n;
        written_ += n;
        while (!pieces_.empty() && written_ >= pieces_.front().size()) {
            written_ -= pieces_.front().size();
            pieces_.pop_front();
        }
    }

    void update_full() {
        if (size_ >= high_) is_full_ = true;
        if (size_ <= low_) is_full_ = false;
    }

    [[maybe_unused]] const std::size_t low_;
    [[maybe_unused]] const std::size_t high_;
    std::deque<std::string> pieces_;           // none of them empty
    [[maybe_unused]] std::size_t written_ = 0; // bytes, of the first piece
    std::size_t size_ = 0;                     // bytes that wait
    bool is_full_ = false;
};

/// Your own check: tells an outbox that goes on after a short write from one
/// that loses the rest.
/// Shape:    Outbox has push(std::string), flush(fd, error) and empty(), and
///           needs no argument; true if all is well with it
template <class Outbox>
bool passes_my_check() {
    auto [ours, theirs] = net::connected_pair();
    net::set_nonblocking(ours.get());
    net::set_nonblocking(theirs.get());
    const std::string all(4 * 1024 * 1024, 'x');
    Outbox waiting;
    waiting.push(all);
    std::size_t arrived = 0;
    std::array<char, 64 * 1024> room;
    for (std::size_t i = 0; i < all.size() && arrived < all.size(); ++i) {
        std::error_code error;
        waiting.flush(ours.get(), error);
        const ssize_t n = ::read(theirs.get(), room.data(), room.size());
        if (error || n <= 0) return false;
        arrived += static_cast<std::size_t>(n);
    }
    return arrived == all.size() && waiting.empty();
}

} // namespace answer
