#include "03-epoll-reactor/load/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace pattern_test {

const net::pattern bytes;

TEST(pattern, matches_what_it_has_made) {
    for (const std::uint64_t position :
         {0ull, 1ull, 1'048'572ull, 1ull << 40}) {
        EXPECT_TRUE(bytes.matches(3, position, bytes.piece(3, position, 1000)));
    }
}

TEST(pattern, is_one_stream_however_it_is_cut) {
    const std::size_t near_its_end = 1'048'573 - 500;
    const std::string whole(bytes.piece(0, near_its_end, 1000));

    std::string pieces;
    for (std::size_t i = 0; i < 1000; i += 8) {
        pieces += bytes.piece(0, near_its_end + i, 8);
    }

    EXPECT_EQ(pieces, whole);
}

TEST(pattern, has_pieces_of_the_largest_size_anywhere) {
    for (const std::uint64_t position : {0ull, 1'048'572ull}) {
        EXPECT_EQ(bytes.piece(0, position, net::pattern::max_piece).size(),
                  net::pattern::max_piece);
    }
}

TEST(pattern, notices_one_wrong_bit) {
    for (const std::size_t at : {0u, 31u, 63u}) {
        std::string echo(bytes.piece(0, 0, 64));
        echo[at] = static_cast<char>(echo[at] ^ 1);

        EXPECT_FALSE(bytes.matches(0, 0, echo));
    }
}

TEST(pattern, notices_bytes_of_another_client) {
    for (std::size_t other = 1; other < 10'000; ++other) {
        EXPECT_FALSE(bytes.matches(0, 0, bytes.piece(other, 0, 64)));
    }
}

TEST(pattern, notices_bytes_that_were_skipped) {
    for (std::uint64_t skipped = 1; skipped <= 1 << 20; skipped *= 2) {
        EXPECT_FALSE(bytes.matches(0, 0, bytes.piece(0, skipped, 64)));
    }
}

} // namespace pattern_test
