// Signals as events: to be told of them in a thread of run(), where anything
// may be done, and not in a signal handler, where next to nothing may.
#pragma once

#include <csignal> // SIGINT and the like, for the user
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

#include "04-proactor/async_result.h"
#include "04-proactor/default_token.h"
#include "04-proactor/forward.h"
#include "04-proactor/handler_call.h"
#include "04-proactor/signal_service.h"
#include "04-proactor/throw_error.h"

namespace net {
namespace detail {

template <class Handler>
class signal_wait_for final : public signal_wait {
public:
    template <class H>
    signal_wait_for(H&& handler, const io_executor& objects)
        : signal_wait(&signal_wait_for::finish),
          handler_(std::forward<H>(handler)),
          executor_(handler_, objects) {}

    Handler& handler() { return handler_; }
    handler_executor<Handler>& executor() { return executor_; }
    auto results() { return std::tuple(error, signal_number); }

private:
    static void finish(scheduler* owner, operation* self) {
        complete_operation(owner, static_cast<signal_wait_for*>(self));
    }

    Handler handler_;
    handler_executor<Handler> executor_;
};

} // namespace detail

/// A set of signals to wait for. As long as one set has a signal, it does not
/// do to the process what it would do otherwise; afterwards it does so again.
/// Several sets may have the same signal: each is told. One that comes while
/// nobody waits is kept for the set's next wait.
/// Lifetime: its end ends all waits; its context must outlive it
/// Threads:  one at a time
/// Source:   asio::basic_signal_set; signal(7)
template <class Executor = any_io_executor>
class basic_signal_set {
public:
    using executor_type = Executor;

    template <class OtherExecutor>
    struct rebind_executor {
        using other = basic_signal_set<OtherExecutor>;
    };

    explicit basic_signal_set(const executor_type& one)
        : executor_(one), service_(&service_of(one)) {
        service_->watch(state_);
    }
    basic_signal_set(const executor_type& one, int signal_1)
        : basic_signal_set(one) {
        add(signal_1);
    }
    basic_signal_set(const executor_type& one, int signal_1, int signal_2)
        : basic_signal_set(one, signal_1) {
        add(signal_2);
    }
    basic_signal_set(const executor_type& one, int signal_1, int signal_2,
                     int signal_3)
        : basic_signal_set(one, signal_1, signal_2) {
        add(signal_3);
    }
    template <has_executor Context>
    explicit basic_signal_set(Context& context)
        : basic_signal_set(executor_type(context.get_executor())) {}
    template <has_executor Context>
    basic_signal_set(Context& context, int signal_1)
        : basic_signal_set(executor_type(context.get_executor()), signal_1) {}
    template <has_executor Context>
    basic_signal_set(Context& context, int signal_1, int signal_2)
        : basic_signal_set(executor_type(context.get_executor()), signal_1,
                           signal_2) {}
    template <has_executor Context>
    basic_signal_set(Context& context, int signal_1, int signal_2, int signal_3)
        : basic_signal_set(executor_type(context.get_executor()), signal_1,
                           signal_2, signal_3) {}
    basic_signal_set(const basic_signal_set&) = delete;
    basic_signal_set& operator=(const basic_signal_set&) = delete;
    ~basic_signal_set() { service_->forget(state_); }

    executor_type get_executor() const noexcept { return executor_; }

    /// Adds a signal; to add it twice is no error, and changes nothing.
    /// Errors:   std::errc::invalid_argument, also for SIGKILL and SIGSTOP
    void add(int signal) {
        std::error_code error;
        add(signal, error);
        detail::throw_error(error, "add");
    }
    void add(int signal, std::error_code& error) {
        service_->add(state_, signal, error);
    }

    /// Takes a signal away, and forgets those that were kept of it. Waits go
    /// on, for the other signals.
    void remove(int signal) {
        std::error_code error;
        remove(signal, error);
        detail::throw_error(error, "remove");
    }
    void remove(int signal, std::error_code& error) {
        service_->remove(state_, signal, error);
    }

    /// Takes all signals away.
    void clear() {
        std::error_code error;
        clear(error);
        detail::throw_error(error, "clear");
    }
    void clear(std::error_code& error) { service_->clear(state_, error); }

    /// Ends all waits with error::operation_aborted. What is kept stays.
    void cancel() {
        detail::tracking::called("signal_set", this, "cancel");
        service_->cancel(state_);
    }
    void cancel(std::error_code& error) {
        error.clear();
        cancel();
    }

    /// Calls the handler once a signal has come. All who wait are told of the
    /// same one.
    /// Shape:    handler(std::error_code, int signal_number)
    template <class Token = detail::default_token<Executor>>
    auto async_wait(Token&& token = detail::default_token<Executor>()) {
        return async_initiate<Token, void(std::error_code, int)>(
            [this](auto&& handler) {
                this->start_wait(std::forward<decltype(handler)>(handler));
            },
            token);
    }

private:
    template <class Handler>
    void start_wait(Handler&& handler) {
        using wait_type = detail::signal_wait_for<std::decay_t<Handler>>;
        const auto memory = get_associated_allocator(handler);
        using allocator = std::remove_const_t<decltype(memory)>;
        wait_type* one = detail::operation_owner<wait_type, allocator>::make(
            memory, std::forward<Handler>(handler), io_executor(executor_));
        detail::tracking::created(*one, "signal_set", "async_wait", this);
        service_->start(state_, one);
    }

    static detail::signal_service& service_of(const executor_type& one) {
        return use_service<detail::signal_service>(io_executor(one).context());
    }

    Executor executor_;
    detail::signal_service* service_; // the context's
    detail::signal_set_state state_;
};

using signal_set = basic_signal_set<>;

} // namespace net
