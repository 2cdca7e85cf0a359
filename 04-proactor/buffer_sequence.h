// Sequences of buffers: one buffer, or anything with begin() and end() whose
// elements are buffers. One system call can fill or send a whole sequence.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstring>
#include <limits>
#include <memory>
#include <type_traits>

#include "04-proactor/mutable_buffer.h"

namespace net {

namespace detail {

// By pointers, so that a type which is merely convertible to a buffer, and
// has no buffer inside that we could point to, does not count.
template <typename T>
concept one_mutable_buffer =
    std::convertible_to<const T*, const mutable_buffer*>;

template <typename T>
concept one_const_buffer = std::convertible_to<const T*, const const_buffer*>;

template <typename T>
concept one_buffer = one_mutable_buffer<T> || one_const_buffer<T>;

} // namespace detail

/// The first buffer of a sequence; a single buffer is a sequence of one.
/// Lifetime: the iterator points into `sequence`
template <detail::one_mutable_buffer T>
const mutable_buffer* buffer_sequence_begin(const T& sequence) noexcept {
    return std::addressof(sequence);
}

template <detail::one_const_buffer T>
const const_buffer* buffer_sequence_begin(const T& sequence) noexcept {
    return std::addressof(sequence);
}

template <typename T>
requires(!detail::one_buffer<T>) auto buffer_sequence_begin(
    T& sequence) noexcept -> decltype(sequence.begin()) {
    return sequence.begin();
}

template <typename T>
requires(!detail::one_buffer<T>) auto buffer_sequence_begin(
    const T& sequence) noexcept -> decltype(sequence.begin()) {
    return sequence.begin();
}

/// One past the last buffer of a sequence.
template <detail::one_mutable_buffer T>
const mutable_buffer* buffer_sequence_end(const T& sequence) noexcept {
    return buffer_sequence_begin(sequence) + 1;
}

template <detail::one_const_buffer T>
const const_buffer* buffer_sequence_end(const T& sequence) noexcept {
    return buffer_sequence_begin(sequence) + 1;
}

template <typename T>
requires(!detail::one_buffer<T>) auto buffer_sequence_end(T& sequence) noexcept
    -> decltype(sequence.end()) {
    return sequence.end();
}

template <typename T>
requires(!detail::one_buffer<T>) auto buffer_sequence_end(
    const T& sequence) noexcept -> decltype(sequence.end()) {
    return sequence.end();
}

namespace detail {

template <typename T, typename Buffer>
concept sequence_of = std::is_class_v<T> && requires(const T& sequence) {
    { *buffer_sequence_begin(sequence) } -> std::convertible_to<Buffer>;
    buffer_sequence_end(sequence);
};

} // namespace detail

/// What can be written from.
template <typename T>
concept const_buffer_sequence = detail::sequence_of<T, const_buffer>;

/// What can be read into.
template <typename T>
concept mutable_buffer_sequence = detail::sequence_of<T, mutable_buffer>;

template <typename T>
struct is_const_buffer_sequence : std::bool_constant<const_buffer_sequence<T>> {
};

template <typename T>
struct is_mutable_buffer_sequence
    : std::bool_constant<mutable_buffer_sequence<T>> {};

/// How many bytes all buffers of the sequence have together.
template <const_buffer_sequence Buffers>
std::size_t buffer_size(const Buffers& buffers) noexcept {
    std::size_t total = 0;
    const auto end = buffer_sequence_end(buffers);
    for (auto next = buffer_sequence_begin(buffers); next != end; ++next) {
        total += const_buffer(*next).size();
    }
    return total;
}

/// Copies bytes until the source is used up, the target is full, or
/// `max_bytes` are copied.
/// Shape:    returns how many bytes it copied
/// Lifetime: source and target must not overlap
template <mutable_buffer_sequence Target, const_buffer_sequence Source>
std::size_t buffer_copy(
    const Target& target, const Source& source,
    std::size_t max_bytes = std::numeric_limits<std::size_t>::max()) noexcept {
    auto next_to = buffer_sequence_begin(target);
    auto next_from = buffer_sequence_begin(source);
    const auto to_end = buffer_sequence_end(target);
    const auto from_end = buffer_sequence_end(source);
    mutable_buffer to; // what is left of the buffer before next_to
    const_buffer from; // what is left of the buffer before next_from
    std::size_t copied = 0;
    while (copied < max_bytes) {
        if (to.size() == 0) {
            if (next_to == to_end) break;
            to = *next_to++;
        } else if (from.size() == 0) {
            if (next_from == from_end) break;
            from = *next_from++;
        } else {
            const std::size_t n =
                std::min({to.size(), from.size(), max_bytes - copied});
            std::memcpy(to.data(), from.data(), n);
            to += n;
            from += n;
            copied += n;
        }
    }
    return copied;
}

} // namespace net
