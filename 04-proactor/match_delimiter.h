// Has the delimiter come? And if not, where to look when more has come: what
// was searched once is not searched again.
#pragma once

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <utility>

#include "04-proactor/buffers_iterator.h"

namespace net {

namespace detail {

template <typename T>
concept has_result_type = requires {
    typename T::result_type;
};

} // namespace detail

/// True for what read_until() calls as `match(begin, end)`: functions, and
/// types that have a `result_type`. Specialise it for a type of your own.
/// Shape:    the call returns a pair: {one past the end of the match, true},
///           or {where the next search has to start, false}
template <typename T>
struct is_match_condition
    : std::bool_constant<std::is_function_v<std::remove_pointer_t<T>>> {};
template <detail::has_result_type T>
struct is_match_condition<T> : std::true_type {};

namespace detail {

template <typename T>
concept match_condition = is_match_condition<T>::value;

/// The outcome of one search.
struct match_result {
    bool found;
    // If found, the size of what was read up to and with the delimiter; if
    // not, where the next search has to start.
    std::size_t position; // bytes from the start of the data
};

/// Looks for the delimiter in `data`, from the byte `from` on.
template <const_buffer_sequence Buffers>
match_result match_delimiter(const Buffers& data, std::size_t from,
                             char delimiter) {
    const auto begin = buffers_begin(data);
    const auto end = buffers_end(data);
    const auto it =
        std::find(begin + static_cast<std::ptrdiff_t>(from), end, delimiter);
    const auto position = static_cast<std::size_t>(it - begin);
    if (it == end) return {false, position};
    return {true, position + 1};
}

/// The same for a delimiter of several bytes, whose first bytes may be the
/// last of `data`.
template <const_buffer_sequence Buffers>
match_result match_delimiter(const Buffers& data, std::size_t from,
                             std::string_view delimiter) {
    const auto begin = buffers_begin(data);
    const auto end = buffers_end(data);
    const auto start = begin + static_cast<std::ptrdiff_t>(from);
    const auto it = std::search(start, end, delimiter.begin(), delimiter.end());
    if (it != end) {
        return {true, static_cast<std::size_t>(it - begin) + delimiter.size()};
    }
    // A match to come starts at most one byte less than its size before the
    // end. To search these few bytes twice is simpler than to find out how
    // many of them match.
    const std::size_t unsure = delimiter.empty() ? 0 : delimiter.size() - 1;
    const auto searched = static_cast<std::size_t>(end - start);
    return {false, from + searched - std::min(unsure, searched)};
}

/// The same for a match condition.
template <const_buffer_sequence Buffers, match_condition Condition>
match_result match_delimiter(const Buffers& data, std::size_t from,
                             Condition& condition) {
    const auto begin = buffers_begin(data);
    const auto [it, found] =
        condition(begin + static_cast<std::ptrdiff_t>(from), buffers_end(data));
    return {found, static_cast<std::size_t>(it - begin)};
}

} // namespace detail
} // namespace net
