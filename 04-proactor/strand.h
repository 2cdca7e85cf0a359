// Handlers that are never called at the same time, without a lock around them.
#pragma once

#include <concepts>
#include <memory>
#include <utility>

#include "04-proactor/bind_executor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

namespace net {

/// An executor that calls one function at a time, in the order in which they
/// were posted, in the threads of another executor. Copies are the same
/// strand; what was posted is called even if no copy is left.
/// Threads:  any
/// Source:   asio::strand
template <class Executor = io_executor>
class strand {
    static_assert(std::convertible_to<Executor, io_executor>,
                  "strands stand on an io_context or a thread_pool");

public:
    using inner_executor_type = Executor;

    strand() noexcept = default;
    explicit strand(const Executor& inner)
        : executor_(io_executor(inner).with_new_strand()), inner_(inner) {}

    inner_executor_type get_inner_executor() const noexcept { return inner_; }
    io_context& context() const noexcept { return executor_.context(); }
    operator io_executor() const noexcept { return executor_; }

    void on_work_started() const noexcept { executor_.on_work_started(); }
    void on_work_finished() const noexcept { executor_.on_work_finished(); }

    /// True in a function that this strand has called.
    bool running_in_this_thread() const noexcept {
        return executor_.running_in_this_thread();
    }

    template <class Function, class Allocator>
    void dispatch(Function&& f, const Allocator& memory) const {
        executor_.dispatch(std::forward<Function>(f), memory);
    }
    template <class Function, class Allocator>
    void post(Function&& f, const Allocator& memory) const {
        executor_.post(std::forward<Function>(f), memory);
    }
    template <class Function, class Allocator>
    void defer(Function&& f, const Allocator& memory) const {
        executor_.defer(std::forward<Function>(f), memory);
    }
    template <class Function>
    void execute(Function&& f) const {
        executor_.execute(std::forward<Function>(f));
    }

    friend bool operator==(const strand& a, const strand& b) noexcept {
        return a.executor_ == b.executor_;
    }

private:
    io_executor executor_; // with the strand
    Executor inner_;       // without
};

template <can_execute Executor>
strand<Executor> make_strand(const Executor& one) {
    return strand<Executor>(one);
}

template <has_executor Context>
auto make_strand(Context& context) {
    return make_strand(context.get_executor());
}

/// The strand of older programs.
class io_context::strand : public net::strand<io_executor> {
public:
    explicit strand(io_context& loop)
        : net::strand<io_executor>(loop.get_executor()) {}

    using net::strand<io_executor>::dispatch;
    using net::strand<io_executor>::post;

    template <class Handler>
    auto post(Handler&& handler) {
        return net::post(*this, std::forward<Handler>(handler));
    }
    template <class Handler>
    auto dispatch(Handler&& handler) {
        return net::dispatch(*this, std::forward<Handler>(handler));
    }
    template <class Handler>
    auto wrap(Handler&& handler) {
        return bind_executor(*this, std::forward<Handler>(handler));
    }
};

/// The work guard of older programs.
class io_context::work {
public:
    explicit work(io_context& loop) : guard_(loop.get_executor()) {}
    io_context& get_io_context() { return guard_.get_executor().context(); }

private:
    executor_work_guard<io_executor> guard_;
};

template <class Handler>
auto io_context::wrap(Handler&& handler) {
    return bind_executor(*this, std::forward<Handler>(handler));
}

} // namespace net
