// What makes a type a dynamic buffer: the functions of one of Asio's two
// interfaces, which dynamic_buffer.h tells apart.
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace net {

namespace detail {

template <typename T>
concept measures_itself = requires(T& buffer, const T& same, std::size_t n) {
    typename T::const_buffers_type;
    typename T::mutable_buffers_type;
    { same.size() } -> std::convertible_to<std::size_t>;
    { same.max_size() } -> std::convertible_to<std::size_t>;
    { same.capacity() } -> std::convertible_to<std::size_t>;
    buffer.consume(n);
};

template <typename T>
concept dynamic_buffer_v1 = measures_itself<T> &&
    requires(T& buffer, const T& same, std::size_t n) {
    { same.data() } -> std::convertible_to<typename T::const_buffers_type>;
    {
        buffer.prepare(n)
        } -> std::convertible_to<typename T::mutable_buffers_type>;
    buffer.commit(n);
};

template <typename T>
concept dynamic_buffer_v2 = measures_itself<T> &&
    requires(T& buffer, const T& same, std::size_t n) {
    { same.data(n, n) } -> std::convertible_to<typename T::const_buffers_type>;
    {
        buffer.data(n, n)
        } -> std::convertible_to<typename T::mutable_buffers_type>;
    buffer.grow(n);
    buffer.shrink(n);
};

template <typename T>
concept any_dynamic_buffer = dynamic_buffer_v1<T> || dynamic_buffer_v2<T>;

} // namespace detail

template <typename T>
struct is_dynamic_buffer_v1 : std::bool_constant<detail::dynamic_buffer_v1<T>> {
};

template <typename T>
struct is_dynamic_buffer_v2 : std::bool_constant<detail::dynamic_buffer_v2<T>> {
};

/// As in Asio, where the plain name means the first interface.
template <typename T>
struct is_dynamic_buffer : is_dynamic_buffer_v1<T> {};

} // namespace net
