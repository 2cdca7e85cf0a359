// A completion token: the starting function returns a std::future.
#pragma once

#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

#include "04-proactor/async_result.h"
#include "04-proactor/remaining_results.h"

namespace net {

template <class Allocator = std::allocator<void>>
class use_future_t;

namespace detail {

/// Keeps the promise with an operation's results.
template <class T>
class promise_handler {
public:
    promise_handler() = default;
    template <class Allocator>
    explicit promise_handler(const use_future_t<Allocator>&) {}

    std::future<T> get_future() { return promise_->get_future(); }

    template <class... Results>
    void operator()(Results&&... results) {
        keep(std::forward<Results>(results)...);
    }
    template <class... Results>
    void operator()(std::error_code error, Results&&... results) {
        if (error) {
            fail(std::make_exception_ptr(std::system_error(error)));
        } else {
            keep(std::forward<Results>(results)...);
        }
    }
    template <class... Results>
    void operator()(std::exception_ptr error, Results&&... results) {
        if (error) {
            fail(error);
        } else {
            keep(std::forward<Results>(results)...);
        }
    }

private:
    template <class... Results>
    void keep(Results&&... results) {
        if constexpr (std::is_void_v<T>) {
            promise_->set_value();
        } else {
            promise_->set_value(T(std::forward<Results>(results)...));
        }
    }
    void fail(std::exception_ptr error) { promise_->set_exception(error); }

    // Shared, for some handlers are copied.
    std::shared_ptr<std::promise<T>> promise_ =
        std::make_shared<std::promise<T>>();
};

/// use_future(function).
template <class Function>
struct packaged_token {
    Function function;
};

/// Keeps it with what a function makes of them.
template <class T, class Function>
class packaged_handler {
public:
    explicit packaged_handler(packaged_token<Function> token)
        : function_(std::move(token.function)) {}

    std::future<T> get_future() { return promise_->get_future(); }

    template <class... Results>
    void operator()(Results&&... results) {
        try {
            if constexpr (std::is_void_v<T>) {
                std::invoke(function_, std::forward<Results>(results)...);
                promise_->set_value();
            } else {
                promise_->set_value(
                    std::invoke(function_, std::forward<Results>(results)...));
            }
        } catch (...) {
            promise_->set_exception(std::current_exception());
        }
    }

private:
    Function function_;
    std::shared_ptr<std::promise<T>> promise_ =
        std::make_shared<std::promise<T>>();
};

} // namespace detail

/// The future throws an operation's error, and holds its other results. A
/// handler that is never called breaks its promise.
/// Source:   asio::use_future_t
template <class Allocator>
class use_future_t {
public:
    using allocator_type = Allocator;

    constexpr use_future_t() = default;
    explicit use_future_t(const Allocator& memory) : allocator_(memory) {}

    template <class Other>
    use_future_t<Other> operator[](const Other& memory) const {
        return use_future_t<Other>(memory);
    }
    template <class Other>
    use_future_t<Other> rebind(const Other& memory) const {
        return use_future_t<Other>(memory);
    }
    allocator_type get_allocator() const { return allocator_; }

    /// A token whose future holds what `function` makes of all the results.
    template <class Function>
    auto operator()(Function&& function) const {
        return detail::packaged_token<std::decay_t<Function>>{
            std::forward<Function>(function)};
    }

private:
    [[no_unique_address]] Allocator allocator_;
};

inline constexpr use_future_t<> use_future{};

template <class Allocator, class Result, class... Results>
class async_result<use_future_t<Allocator>, Result(Results...)> {
public:
    using value = typename detail::remaining<Results...>::type;
    using completion_handler_type = detail::promise_handler<value>;
    using return_type = std::future<value>;

    explicit async_result(completion_handler_type& handler)
        : future_(handler.get_future()) {}
    return_type get() { return std::move(future_); }

    template <class Initiation, class Token, class... Arguments>
    static return_type initiate(Initiation&& initiation, Token&&,
                                Arguments&&... arguments) {
        completion_handler_type handler;
        return_type future = handler.get_future();
        std::forward<Initiation>(initiation)(
            std::move(handler), std::forward<Arguments>(arguments)...);
        return future;
    }

private:
    return_type future_; // of the older form of operations only
};

template <class Function, class Result, class... Results>
class async_result<detail::packaged_token<Function>, Result(Results...)> {
public:
    using value = std::invoke_result_t<Function&, Results...>;
    using completion_handler_type = detail::packaged_handler<value, Function>;
    using return_type = std::future<value>;

    explicit async_result(completion_handler_type& handler)
        : future_(handler.get_future()) {}
    return_type get() { return std::move(future_); }

    template <class Initiation, class Token, class... Arguments>
    static return_type initiate(Initiation&& initiation, Token&& token,
                                Arguments&&... arguments) {
        completion_handler_type handler(std::forward<Token>(token));
        return_type future = handler.get_future();
        std::forward<Initiation>(initiation)(
            std::move(handler), std::forward<Arguments>(arguments)...);
        return future;
    }

private:
    return_type future_; // of the older form of operations only
};

} // namespace net
