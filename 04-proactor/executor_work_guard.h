// Keeps a run() from returning although nothing is queued.
#pragma once

#include <utility>

#include "04-proactor/associated.h"

namespace net {

namespace detail {

template <class Executor>
concept counts_work = requires(const Executor& one) {
    one.on_work_started();
};

} // namespace detail

/// Counts as work of its executor from its construction to reset().
template <class Executor>
class executor_work_guard {
public:
    using executor_type = Executor;

    explicit executor_work_guard(const Executor& one) : executor_(one) {
        if constexpr (detail::counts_work<Executor>)
            executor_.on_work_started();
    }
    executor_work_guard(const executor_work_guard& other)
        : executor_(other.executor_), owns_(other.owns_) {
        if constexpr (detail::counts_work<Executor>) {
            if (owns_) executor_.on_work_started();
        }
    }
    executor_work_guard(executor_work_guard&& other) noexcept
        : executor_(std::move(other.executor_)),
          owns_(std::exchange(other.owns_, false)) {}
    executor_work_guard& operator=(const executor_work_guard&) = delete;
    ~executor_work_guard() { reset(); }

    executor_type get_executor() const noexcept { return executor_; }
    bool owns_work() const noexcept { return owns_; }

    void reset() noexcept {
        if (!std::exchange(owns_, false)) return;
        if constexpr (detail::counts_work<Executor>)
            executor_.on_work_finished();
    }

private:
    Executor executor_;
    bool owns_ = true;
};

template <can_execute Executor>
executor_work_guard<Executor> make_work_guard(const Executor& one) {
    return executor_work_guard<Executor>(one);
}

template <has_executor Context>
auto make_work_guard(Context& context) {
    return make_work_guard(context.get_executor());
}

/// For a handler or an I/O object: its executor's work.
template <class T>
requires(!can_execute<T> &&
         !has_executor<T>) auto make_work_guard(const T& one) {
    return make_work_guard(get_associated_executor(one));
}

template <class T, can_execute Executor>
auto make_work_guard(const T& one, const Executor& other) {
    return make_work_guard(get_associated_executor(one, other));
}

template <class T, has_executor Context>
auto make_work_guard(const T& one, Context& other) {
    return make_work_guard(get_associated_executor(one, other));
}

} // namespace net
