// Wrong: makes a pause, and relies on another edge to go on.
// Caught by: edge_reader.lets_others_have_their_turn_and_then_goes_on
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "01-blocking/error.h"
#include "01-blocking/stream.h"
#include "03-epoll-reactor/reactor.h"

namespace answer {

using net::interest;
using net::reactor;

/// Hands over all that comes from a descriptor, and then its end, once.
/// Lifetime: `fd` is borrowed and non-blocking; the loop, which has
///           trigger::edge, and `fd` must outlive it
class edge_reader {
public:
    using bytes_handler = std::function<void(std::string_view)>;
    using end_handler = std::function<void(std::error_code)>;

    static constexpr std::size_t piece = 64; // bytes, of one read
    static constexpr int most_reads = 8;     // without a pause

    edge_reader(reactor& loop, int fd, bytes_handler on_bytes,
                end_handler on_end)
        : loop_(loop),
          fd_(fd),
          on_bytes_(std::move(on_bytes)),
          on_end_(std::move(on_end)) {
        loop_.watch(fd_, interest::readable, [this] { read_all(); });
    }
    edge_reader(const edge_reader&) = delete;
    edge_reader& operator=(const edge_reader&) = delete;
    ~edge_reader() {
        loop_.cancel(again_);
        loop_.forget(fd_);
    }

private:
    /// Called when `fd_` has become readable, which is said only once. Reads
    /// on, piece by piece, until there is nothing left (would_block()) or the
    /// stream has ended; then it calls `on_end_`, with net::error::eof or with
    /// what has gone wrong. After `most_reads` it lets others have their turn:
    /// again_ = loop_.call_after(0ms, ...) brings it back.
    void read_all() {
        char bytes[piece];
        std::error_code error;
        for (int reads = 0; reads < most_reads; ++reads) {
            const std::size_t n = net::read_some(fd_, bytes, error);
            if (net::would_block(error)) return;
            if (error) {
                if (!std::exchange(ended_, true)) on_end_(error);
                return;
            }
            on_bytes_({bytes, n});
        }
    }

    reactor& loop_;
    const int fd_;
    const bytes_handler on_bytes_;
    const end_handler on_end_;
    reactor::timer_id again_;             // goes on after a pause
    [[maybe_unused]] bool ended_ = false; // on_end_ has been called
};

} // namespace answer
