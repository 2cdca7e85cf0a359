// A completion token: the starting function returns an awaitable.
#pragma once

#include <concepts>
#include <coroutine>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "04-proactor/async_result.h"
#include "04-proactor/awaitable.h"
#include "04-proactor/remaining_results.h"

namespace net {

/// For co_await. The operation starts when the awaitable is awaited, not
/// before; of its results the leading error is thrown.
/// Shape:    the co_await is nothing, one value, or a tuple of several
/// Errors:   std::system_error, or the exception in a std::exception_ptr
/// Source:   asio::use_awaitable_t
template <class Executor = io_executor>
struct use_awaitable_t {
    constexpr use_awaitable_t() = default;
    // Asio's handler tracking notes where the token was made.
    constexpr use_awaitable_t(const char*, int, const char*) {}

    /// An executor whose I/O objects have this token for a default.
    template <class Inner>
    struct executor_with_default : Inner {
        using default_completion_token_type = use_awaitable_t;

        template <class Other>
        requires(!std::same_as<Other, executor_with_default> &&
                 std::convertible_to<Other, Inner>)
            executor_with_default(const Other& other)
        noexcept : Inner(other) {}
    };

    /// The type of such an I/O object.
    template <class T>
    using as_default_on_t = typename T::template rebind_executor<
        executor_with_default<typename T::executor_type>>::other;

    /// Makes one of another.
    template <class T>
    static auto as_default_on(T&& object) {
        return as_default_on_t<std::decay_t<T>>(std::forward<T>(object));
    }
};

inline constexpr use_awaitable_t<> use_awaitable;

namespace detail {

/// Goes on with the coroutines that wait for an operation, when it has results.
template <class Executor, class... Results>
class awaitable_handler {
public:
    using executor_type = Executor;

    awaitable_handler(waiting_chain<Executor>&& chain,
                      std::optional<std::tuple<Results...>>& results)
        : chain_(std::move(chain)), results_(&results) {}

    executor_type get_executor() const noexcept {
        return chain_.get_executor();
    }

    template <class... Values>
    void operator()(Values&&... values) {
        results_->emplace(std::forward<Values>(values)...);
        chain_();
    }

private:
    waiting_chain<Executor> chain_;
    std::optional<std::tuple<Results...>>* results_; // in a frame of the chain
};

/// What the last coroutine of a chain waits for.
/// Shape:    start(handler) starts it
template <class Start, class... Results>
class awaited_operation {
public:
    explicit awaited_operation(Start& start) : start_(start) {}

    bool await_ready() const noexcept { return false; }

    /// The handler owns the chain from here on. So a start that throws, and
    /// thereby destroys the handler, leaves nobody to throw at: it terminates.
    /// Not inline, for clang would keep its variables in the frame, and that
    /// may be gone before this returns.
    template <class Promise>
    [[gnu::noinline]] void await_suspend(
        std::coroutine_handle<Promise> self) noexcept {
        auto& chain = *self.promise().chain;
        using executor = std::remove_const_t<decltype(chain.executor)>;
        start_(awaitable_handler<executor, Results...>(
            waiting_chain<executor>(chain, self), results_));
    }

    auto await_resume() {
        return std::apply(
            [](Results&... each) { return take_remaining(each...); },
            *results_);
    }

private:
    Start& start_;
    std::optional<std::tuple<Results...>> results_; // empty while it waits
};

/// Starts an operation that may have ended, and its coroutine too, before this
/// returns: all it needs is taken out of the coroutine's frame.
template <class Initiation, class Handler, class... Arguments>
void start_from_stack(Initiation initiation, Handler handler,
                      Arguments... arguments) {
    std::move(initiation)(std::move(handler), std::move(arguments)...);
}

} // namespace detail

template <class Executor, class Result, class... Results>
class async_result<use_awaitable_t<Executor>, Result(Results...)> {
public:
    using value = typename detail::remaining<std::decay_t<Results>...>::type;
    using return_type = awaitable<value, Executor>;

    template <class Initiation, class... Arguments>
    static return_type initiate(Initiation initiation,
                                use_awaitable_t<Executor>,
                                Arguments... arguments) {
        auto start = [&](auto handler) {
            detail::start_from_stack(std::move(initiation), std::move(handler),
                                     std::move(arguments)...);
        };
        co_return co_await detail::awaited_operation<decltype(start),
                                                     std::decay_t<Results>...>(
            start);
    }
};

} // namespace net
