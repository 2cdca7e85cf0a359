// What an executor is: something that can be asked to call a function.
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>

namespace net {

class execution_context;

/// True of what can be asked to call a function.
template <class T>
concept can_execute = std::copy_constructible<T> &&
    std::equality_comparable<T> &&(
        requires(const T& one, void (*f)()) { one.execute(f); } ||
        requires(const T& one, void (*f)(),
                 const std::allocator<void>& memory) {
            one.post(f, memory);
            one.context();
        });

template <class T>
inline constexpr bool is_executor_v = can_execute<T>;
template <class T>
struct is_executor : std::bool_constant<can_execute<T>> {};

/// True of what has an executor of its own: io_context, thread_pool.
template <class T>
concept has_executor = std::derived_from<T, execution_context> &&
    requires(T& one) {
    one.get_executor();
};

namespace execution {

template <class T>
inline constexpr bool is_executor_v = can_execute<T>;
template <class T>
struct is_executor : std::bool_constant<can_execute<T>> {};

/// What query() is asked for: the context that an executor calls in.
struct context_t {};
inline constexpr context_t context;

} // namespace execution

/// What an executor says of itself. Of Asio's properties, this one only: an
/// executor of a user's own may have it as a function query(context_t).
template <can_execute Executor>
decltype(auto) query(const Executor& one, execution::context_t what) {
    if constexpr (requires { one.query(what); })
        return one.query(what);
    else
        return one.context();
}

namespace detail {

/// An executor itself, or that of a context or an I/O object.
template <class T>
auto executor_of(T& one) {
    if constexpr (can_execute<std::remove_cvref_t<T>>)
        return one;
    else
        return one.get_executor();
}

} // namespace detail
} // namespace net
