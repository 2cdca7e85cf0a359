// Match conditions of each kind that a program can write.
#pragma once

#include <cctype>
#include <cstddef>
#include <utility>

#include "04-proactor/match_delimiter.h"
#include "04-proactor/streambuf.h"

using streambuf_iterator =
    net::buffers_iterator<net::streambuf::const_buffers_type>;

/// A match condition: "\d+;" as Asio's examples would write it.
inline std::pair<streambuf_iterator, bool> number_and_semicolon(
    streambuf_iterator begin, streambuf_iterator end) {
    for (auto it = begin; it != end; ++it) {
        if (*it == ';') return {std::next(it), true};
        if (!std::isdigit(static_cast<unsigned char>(*it))) break;
    }
    return {begin, false};
}

/// A match condition with a state, for any iterator.
struct line_of_size {
    using result_type = void; // makes it a match condition

    template <typename Iterator>
    std::pair<Iterator, bool> operator()(Iterator begin, Iterator end) const {
        if (end - begin < size) return {begin, false};
        return {begin + size, true};
    }

    std::ptrdiff_t size;
};

/// One that a specialisation makes a match condition.
struct first_byte {
    template <typename Iterator>
    std::pair<Iterator, bool> operator()(Iterator begin, Iterator end) const {
        if (begin == end) return {end, false};
        return {begin + 1, true};
    }
};

template <>
struct net::is_match_condition<first_byte> : std::true_type {};
