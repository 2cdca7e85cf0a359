#include "03-epoll-reactor/load/echo_client.h"

#include <algorithm>

#include "03-epoll-reactor/load/load_run.h"

namespace net {

echo_client::echo_client(load_run& run, unique_fd socket, const pattern& bytes,
                         std::size_t index)
    : load_client(run, std::move(socket)),
      run_(run),
      pattern_(bytes),
      index_(index),
      size_(run.options().size),
      started_(run.options().pipeline) {}

void echo_client::request(std::size_t count) {
    const auto now = loop().now();
    for (std::size_t i = 0; i < count; ++i) {
        started_[requested_++ % started_.size()] = now;
    }
    // As many requests in one write as the pattern has in one piece.
    std::size_t left = count * size_;
    while (left > 0 && is_open()) {
        const std::size_t n = std::min(left, pattern::max_piece);
        const std::string_view bytes = pattern_.piece(index_, sent_, n);
        sent_ += n; // first: send() may find the connection broken
        left -= n;
        send(bytes);
    }
}

void echo_client::on_bytes(std::string_view bytes) {
    if (received_ + bytes.size() > sent_) {
        return fail("sent back more than it got");
    }
    if (!pattern_.matches(index_, received_, bytes)) {
        return fail("sent back wrong bytes");
    }
    const auto now = loop().now();
    note_heard(now);
    received_ += bytes.size();
    const std::uint64_t before = answered_;
    while (received_ >= (answered_ + 1) * size_) {
        run_.note_latency(now - started_[answered_++ % started_.size()]);
    }
    if (answered_ > before) on_echoes(answered_ - before);
}

} // namespace net
