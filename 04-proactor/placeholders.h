// Names for the arguments of handlers that are made with bind.
#pragma once

#include <functional>

namespace net {
namespace detail {

template <int Number>
struct placeholder {};

} // namespace detail

namespace placeholders {

inline constexpr detail::placeholder<1> error;
inline constexpr detail::placeholder<2> bytes_transferred;
inline constexpr detail::placeholder<2> iterator;
inline constexpr detail::placeholder<2> results;
inline constexpr detail::placeholder<2> endpoint;
inline constexpr detail::placeholder<2> signal_number;

} // namespace placeholders
} // namespace net

template <int Number>
struct std::is_placeholder<net::detail::placeholder<Number>>
    : std::integral_constant<int, Number> {};

/// The same for boost::bind, which need not be there.
namespace boost {

template <class T>
struct is_placeholder;

template <int Number>
struct is_placeholder<net::detail::placeholder<Number>> {
    enum { value = Number };
};

} // namespace boost
