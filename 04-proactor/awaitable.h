// Coroutines: functions that may wait in the middle.
#pragma once

#include <cassert>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

#include "04-proactor/coroutine_chain.h"
#include "04-proactor/handler_memory.h"
#include "04-proactor/io_executor.h"
#include "04-proactor/this_coro.h"

namespace net {

template <class T, class Executor>
class awaitable;

namespace detail {

template <class Start, class... Results>
class awaited_operation;

/// What co_await this_coro::executor waits for: nothing.
template <class Executor>
struct known_executor : std::suspend_never {
    explicit known_executor(const Executor& one) : executor(one) {}
    Executor await_resume() const noexcept { return executor; }

    const Executor executor;
};

/// Of each coroutine of a chain: its memory, and what it may co_await.
template <class Executor>
struct coroutine_frame {
    static void* operator new(std::size_t size) { return allocate_block(size); }
    static void operator delete(void* block, std::size_t size) noexcept {
        free_block(block, size);
    }

    std::suspend_always initial_suspend() const noexcept { return {}; }

    template <class T>
    awaitable<T, Executor>&& await_transform(
        awaitable<T, Executor>&& callee) const noexcept {
        return std::move(callee);
    }
    template <class... Types>
    awaited_operation<Types...>&& await_transform(
        awaited_operation<Types...>&& started) const noexcept {
        return std::move(started);
    }
    known_executor<Executor> await_transform(this_coro::executor_t) const {
        return known_executor<Executor>(chain->executor);
    }

    coroutine_chain<Executor>* chain = nullptr; // null until it is started
};

/// A coroutine's result until its caller fetches it.
template <class T>
class coroutine_result {
public:
    template <class U = T>
    void return_value(U&& value) {
        value_.emplace(std::forward<U>(value));
    }
    T take() { return *std::move(value_); }

private:
    std::optional<T> value_; // empty if it has thrown
};

template <>
class coroutine_result<void> {
public:
    void return_void() const noexcept {}
    void take() const noexcept {}
};

/// At a coroutine's end, its caller's turn comes. The caller is not resumed
/// from here, nor by returning its handle: g++ makes a jump of that only when
/// it optimises, and otherwise a loop of calls would use up the stack.
struct return_to_caller : std::suspend_always {
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> self) const noexcept {
        self.promise().chain->turn->next = self.promise().caller;
    }
};

template <class T, class Executor>
struct awaitable_promise : coroutine_frame<Executor>, coroutine_result<T> {
    awaitable<T, Executor> get_return_object() noexcept {
        return awaitable<T, Executor>(*this);
    }
    return_to_caller final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { thrown = std::current_exception(); }

    std::coroutine_handle<> caller; // null until it is started
    std::exception_ptr thrown;
};

} // namespace detail

/// A coroutine that has not begun, for another one's co_await, which starts it
/// and is its result; or for co_spawn, which starts the first one.
/// Errors:   what the coroutine throws leaves its caller's co_await
/// Lifetime: owns the coroutine; destroys it if it waits, and all that it has
///           on its stack. Arguments are copied into it, references are not
/// Threads:  those of the executor, one at a time
/// Source:   asio::awaitable
template <class T, class Executor = io_executor>
class [[nodiscard]] awaitable {
public:
    using value_type = T;
    using executor_type = Executor;
    using promise_type = detail::awaitable_promise<T, Executor>;

    awaitable() noexcept = default;
    awaitable(awaitable&& other) noexcept
        : frame_(std::exchange(other.frame_, nullptr)) {}
    awaitable& operator=(awaitable&& other) noexcept {
        awaitable mine(std::move(other));
        std::swap(frame_, mine.frame_);
        return *this;
    }
    ~awaitable() {
        if (frame_) frame_.destroy();
    }

    /// False if it has been moved from, or has been awaited.
    bool valid() const noexcept { return static_cast<bool>(frame_); }

    // What co_await calls, in this order.
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> caller) const noexcept {
        assert(valid());
        promise_type& mine = frame_.promise();
        mine.caller = caller;
        mine.chain = caller.promise().chain;
        mine.chain->turn->next = frame_;
    }
    T await_resume() {
        const awaitable ended(std::move(*this));
        promise_type& its = ended.frame_.promise();
        if (its.thrown) std::rethrow_exception(its.thrown);
        return its.take();
    }

private:
    friend promise_type;
    using frame = std::coroutine_handle<promise_type>;

    explicit awaitable(promise_type& promise) noexcept
        : frame_(frame::from_promise(promise)) {}

    frame frame_; // null, or suspended
};

} // namespace net
