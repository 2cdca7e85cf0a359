#include "03-epoll-reactor/load/pattern.h"

#include <cassert>
#include <random>

namespace net {
namespace {

// Primes: bytes that went missing in blocks of some round size, or came from
// a neighbour's stream, are never by accident those that should have come.
constexpr std::size_t ring_size = 1'048'573; // bytes
constexpr std::size_t between_clients = 7'919;

} // namespace

pattern::pattern() {
    std::mt19937_64 random(7001); // the same in every run
    ring_.reserve(ring_size + max_piece);
    while (ring_.size() < ring_size) ring_ += static_cast<char>(random());
    while (ring_.size() < ring_size + max_piece) {
        ring_ += ring_[ring_.size() - ring_size];
    }
}

std::string_view pattern::piece(std::size_t client, std::uint64_t position,
                                std::size_t size) const {
    assert(size <= max_piece && "ask for less at a time");
    const std::uint64_t start = client * between_clients + position;
    return std::string_view(ring_).substr(start % ring_size, size);
}

bool pattern::matches(std::size_t client, std::uint64_t position,
                      std::string_view bytes) const {
    return piece(client, position, bytes.size()) == bytes;
}

} // namespace net
