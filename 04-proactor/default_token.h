// The completion token of those who name none.
#pragma once

#include <type_traits>

namespace net {

namespace detail {

/// Without one it is void, and then a token has to be given: there is no
/// reference to void, so the default does not compile.
template <class T>
struct default_token_of {
    using type = void;
};
template <class T>
requires requires {
    typename T::default_completion_token_type;
}
struct default_token_of<T> {
    using type = typename T::default_completion_token_type;
};

template <class Executor>
using default_token = typename default_token_of<Executor>::type;

} // namespace detail

/// What an I/O object's operations take for a token if none is given: it is
/// part of its executor's type, as in use_awaitable.as_default_on(socket).
template <class T>
struct default_completion_token {
    using type = detail::default_token<T>;
};
template <class T>
using default_completion_token_t = typename default_completion_token<T>::type;

} // namespace net
