// buffer(): from the things that hold bytes to views of their memory.
#pragma once

#include <ranges>
#include <type_traits>

#include "04-proactor/buffer_sequence.h"

namespace net {

/// A view of the first `max_size` bytes of another, or of all of it.
[[nodiscard]] inline mutable_buffers_1 buffer(
    const mutable_buffer& view) noexcept {
    return mutable_buffers_1(view);
}

[[nodiscard]] inline mutable_buffers_1 buffer(const mutable_buffer& view,
                                              std::size_t max_size) noexcept {
    return {view.data(), std::min(view.size(), max_size)};
}

[[nodiscard]] inline const_buffers_1 buffer(const const_buffer& view) noexcept {
    return const_buffers_1(view);
}

[[nodiscard]] inline const_buffers_1 buffer(const const_buffer& view,
                                            std::size_t max_size) noexcept {
    return {view.data(), std::min(view.size(), max_size)};
}

/// A view of raw memory.
/// Units:    `size` in bytes
[[nodiscard]] inline mutable_buffers_1 buffer(void* data,
                                              std::size_t size) noexcept {
    return {data, size};
}

[[nodiscard]] inline const_buffers_1 buffer(const void* data,
                                            std::size_t size) noexcept {
    return {data, size};
}

namespace detail {

// What a container holds side by side in memory and may be sent byte by byte.
// A vector of buffers is a sequence already: a view of the vector itself
// would send the pointers.
template <typename C>
concept holds_bytes =
    std::ranges::contiguous_range<C> && std::ranges::sized_range<C> &&
    std::is_trivially_copyable_v<std::ranges::range_value_t<C>> &&
    !std::convertible_to<std::ranges::range_value_t<C>, const_buffer>;

// The elements say what may be changed, not the container: a const span of
// char is a way to writable memory.
template <typename C>
using view_of = std::conditional_t<
    std::is_const_v<std::remove_reference_t<std::ranges::range_reference_t<C>>>,
    const_buffers_1, mutable_buffers_1>;

template <typename C>
view_of<C> whole(C& container) noexcept {
    return {
        std::ranges::data(container),
        std::ranges::size(container) * sizeof(std::ranges::range_value_t<C>)};
}

} // namespace detail

/// A view of what an array, a std::array, vector, string, string_view, span or
/// another contiguous container holds. A literal counts with its final NUL.
/// Shape:    to be changed if the elements are not const
/// Units:    `max_size` in bytes
/// Lifetime: ends where the container's iterators end; of a temporary it lives
///           to the end of the full expression
template <typename C>
requires detail::holds_bytes<C>
[[nodiscard]] detail::view_of<C> buffer(C& container) noexcept {
    return detail::whole(container);
}

template <typename C>
requires detail::holds_bytes<const C>
[[nodiscard]] detail::view_of<const C> buffer(const C& container) noexcept {
    return detail::whole(container);
}

template <typename C>
requires detail::holds_bytes<C>
[[nodiscard]] detail::view_of<C> buffer(C& container,
                                        std::size_t max_size) noexcept {
    return buffer(detail::whole(container), max_size);
}

template <typename C>
requires detail::holds_bytes<const C>
[[nodiscard]] detail::view_of<const C> buffer(const C& container,
                                              std::size_t max_size) noexcept {
    return buffer(detail::whole(container), max_size);
}

/// A view's memory as older programs ask for it:
/// `buffer_cast<const char*>(input.data())`.
template <typename Pointer>
Pointer buffer_cast(const mutable_buffer& view) noexcept {
    return static_cast<Pointer>(view.data());
}

template <typename Pointer>
Pointer buffer_cast(const const_buffer& view) noexcept {
    return static_cast<Pointer>(view.data());
}

namespace buffer_literals {

/// "text"_buf: a view of a literal without its final NUL.
[[nodiscard]] inline const_buffers_1 operator""_buf(const char* text,
                                                    std::size_t size) noexcept {
    return {text, size};
}

} // namespace buffer_literals
} // namespace net
