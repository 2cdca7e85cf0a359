// Bytes that are cheap to make and cheap to check.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace net {

/// An endless stream of bytes for each client. All streams are one and the
/// same random ring, which each client enters at a place of its own: so there
/// is nothing to make for a request, and an answer is checked by one memcmp.
class pattern {
public:
    /// The most that can be asked for in one piece, in bytes.
    static constexpr std::size_t max_piece = 1024 * 1024;

    pattern();

    /// `size` bytes of a client's stream, from `position` on.
    /// Lifetime: good as long as the pattern is
    std::string_view piece(std::size_t client, std::uint64_t position,
                           std::size_t size) const;

    /// True if `bytes` are what the client's stream has at `position`.
    bool matches(std::size_t client, std::uint64_t position,
                 std::string_view bytes) const;

private:
    std::string ring_; // once around, and max_piece on, so that every piece
                       // is in one piece
};

} // namespace net
