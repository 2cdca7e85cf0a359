// Gives a handler an executor, or an allocator, of its own.
#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include "04-proactor/associated.h"
#include "04-proactor/async_result.h"

namespace net {

/// A handler (or a completion token) with an executor.
template <class T, class Executor>
class executor_binder {
public:
    using target_type = T;
    using executor_type = Executor;

    template <class U>
    executor_binder(const executor_type& one, U&& target)
        : executor_(one), target_(std::forward<U>(target)) {}
    template <class U, class OtherExecutor>
    executor_binder(const executor_binder<U, OtherExecutor>& other)
        : executor_(other.get_executor()), target_(other.get()) {}
    template <class U, class OtherExecutor>
    executor_binder(executor_binder<U, OtherExecutor>&& other)
        : executor_(other.get_executor()), target_(std::move(other.get())) {}

    executor_type get_executor() const noexcept { return executor_; }
    target_type& get() noexcept { return target_; }
    const target_type& get() const noexcept { return target_; }

    template <class... Arguments>
    decltype(auto) operator()(Arguments&&... arguments) & {
        return std::invoke(target_, std::forward<Arguments>(arguments)...);
    }
    template <class... Arguments>
    decltype(auto) operator()(Arguments&&... arguments) const& {
        return std::invoke(target_, std::forward<Arguments>(arguments)...);
    }
    template <class... Arguments>
    decltype(auto) operator()(Arguments&&... arguments) && {
        return std::invoke(std::move(target_),
                           std::forward<Arguments>(arguments)...);
    }

private:
    executor_type executor_;
    target_type target_;
};

/// A handler (or a completion token) with an allocator.
template <class T, class Allocator>
class allocator_binder {
public:
    using target_type = T;
    using allocator_type = Allocator;

    template <class U>
    allocator_binder(const allocator_type& memory, U&& target)
        : allocator_(memory), target_(std::forward<U>(target)) {}

    allocator_type get_allocator() const noexcept { return allocator_; }
    target_type& get() noexcept { return target_; }
    const target_type& get() const noexcept { return target_; }

    template <class... Arguments>
    decltype(auto) operator()(Arguments&&... arguments) & {
        return std::invoke(target_, std::forward<Arguments>(arguments)...);
    }
    template <class... Arguments>
    decltype(auto) operator()(Arguments&&... arguments) && {
        return std::invoke(std::move(target_),
                           std::forward<Arguments>(arguments)...);
    }

private:
    allocator_type allocator_;
    target_type target_;
};

template <can_execute Executor, class T>
executor_binder<std::decay_t<T>, Executor> bind_executor(const Executor& one,
                                                         T&& target) {
    return {one, std::forward<T>(target)};
}

template <has_executor Context, class T>
auto bind_executor(Context& context, T&& target) {
    return bind_executor(context.get_executor(), std::forward<T>(target));
}

template <class Allocator, class T>
allocator_binder<std::decay_t<T>, Allocator> bind_allocator(
    const Allocator& memory, T&& target) {
    return {memory, std::forward<T>(target)};
}

/// What a binder does not carry itself, its target's shines through.
template <class T, class Executor, class Other>
struct associated_allocator<executor_binder<T, Executor>, Other> {
    using type = associated_allocator_t<T, Other>;
    static type get(const executor_binder<T, Executor>& binder,
                    const Other& other = Other()) noexcept {
        return associated_allocator<T, Other>::get(binder.get(), other);
    }
};

template <class T, class Allocator, class Other>
struct associated_executor<allocator_binder<T, Allocator>, Other> {
    using type = associated_executor_t<T, Other>;
    static type get(const allocator_binder<T, Allocator>& binder,
                    const Other& other = Other()) noexcept {
        return associated_executor<T, Other>::get(binder.get(), other);
    }
};

namespace detail {

/// A binder's target: moved out of a binder that is given away.
template <class Binder>
decltype(auto) take_target(Binder&& binder) {
    if constexpr (std::is_lvalue_reference_v<Binder>)
        return binder.get();
    else
        return std::move(binder.get());
}

/// An initiation that binds the handler which the inner token has made.
template <class Initiation, class Binder>
struct binding_initiation {
    template <class Handler, class... Arguments>
    void operator()(Handler&& handler, Arguments&&... arguments) {
        std::move(initiation)(bind(std::forward<Handler>(handler)),
                              std::forward<Arguments>(arguments)...);
    }

    Initiation initiation;
    Binder bind;
};

} // namespace detail

template <class T, class Executor, class Signature>
class async_result<executor_binder<T, Executor>, Signature> {
public:
    template <class Initiation, class Token, class... Arguments>
    static auto initiate(Initiation&& initiation, Token&& token,
                         Arguments&&... arguments) {
        auto bind = [one = token.get_executor()](auto&& handler) {
            return bind_executor(one, std::forward<decltype(handler)>(handler));
        };
        T target(detail::take_target(std::forward<Token>(token)));
        return async_initiate<T, Signature>(
            detail::binding_initiation<std::decay_t<Initiation>,
                                       decltype(bind)>{
                std::forward<Initiation>(initiation), std::move(bind)},
            target, std::forward<Arguments>(arguments)...);
    }
};

template <class T, class Allocator, class Signature>
class async_result<allocator_binder<T, Allocator>, Signature> {
public:
    template <class Initiation, class Token, class... Arguments>
    static auto initiate(Initiation&& initiation, Token&& token,
                         Arguments&&... arguments) {
        auto bind = [memory = token.get_allocator()](auto&& handler) {
            return bind_allocator(memory,
                                  std::forward<decltype(handler)>(handler));
        };
        T target(detail::take_target(std::forward<Token>(token)));
        return async_initiate<T, Signature>(
            detail::binding_initiation<std::decay_t<Initiation>,
                                       decltype(bind)>{
                std::forward<Initiation>(initiation), std::move(bind)},
            target, std::forward<Arguments>(arguments)...);
    }
};

} // namespace net
