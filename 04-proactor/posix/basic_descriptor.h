// What descriptors of every kind can do, except transfer data.
#pragma once

#include <sys/ioctl.h>

#include <system_error>
#include <utility>

#include "04-proactor/async_result.h"
#include "04-proactor/default_token.h"
#include "04-proactor/forward.h"
#include "04-proactor/io_object.h"
#include "04-proactor/posix/descriptor_base.h"
#include "04-proactor/throw_error.h"
#include "04-proactor/wait_steps.h"

namespace net::posix {

/// A descriptor that was opened elsewhere. To a reactor it is no less than a
/// socket; the kernel only has other calls for it, and no addresses.
/// Lifetime: owns the descriptor: dup(2) one that others use too; its context
///           must outlive it; its end ends all its operations
/// Threads:  one at a time
/// Source:   asio::posix::basic_descriptor
template <class Executor = any_io_executor>
class basic_descriptor : public descriptor_base {
public:
    using executor_type = Executor;
    using native_handle_type = int;
    using lowest_layer_type = basic_descriptor;

    template <class OtherExecutor>
    struct rebind_executor {
        using other = basic_descriptor<OtherExecutor>;
    };

    explicit basic_descriptor(const executor_type& one)
        : executor_(one), object_(io_executor(one)) {}
    basic_descriptor(const executor_type& one,
                     const native_handle_type& descriptor)
        : basic_descriptor(one) {
        assign(descriptor);
    }
    template <has_executor Context>
    explicit basic_descriptor(Context& context)
        : basic_descriptor(executor_type(context.get_executor())) {}
    template <has_executor Context>
    basic_descriptor(Context& context, const native_handle_type& descriptor)
        : basic_descriptor(executor_type(context.get_executor()), descriptor) {}
    basic_descriptor(basic_descriptor&&) = default;
    basic_descriptor& operator=(basic_descriptor&&) = default;

    executor_type get_executor() const noexcept { return executor_; }
    lowest_layer_type& lowest_layer() { return *this; }
    const lowest_layer_type& lowest_layer() const { return *this; }

    /// Takes over an open descriptor.
    /// Errors:   error::already_open; as epoll_ctl(2); it stays the caller's
    void assign(const native_handle_type& descriptor) {
        std::error_code error;
        assign(descriptor, error);
        net::detail::throw_error(error, "assign");
    }
    void assign(const native_handle_type& descriptor, std::error_code& error) {
        unique_fd taken(descriptor);
        object_.assign(std::move(taken), error);
        if (error) taken.release();
    }

    bool is_open() const { return object_.is_open(); }
    native_handle_type native_handle() { return object_.fd(); }

    /// Ends all operations with error::operation_aborted, and closes.
    void close() {
        std::error_code error;
        close(error);
        net::detail::throw_error(error, "close");
    }
    void close(std::error_code& error) {
        track("close");
        object_.close(error);
    }

    /// The same, but the descriptor stays open, and becomes the caller's.
    native_handle_type release() {
        std::error_code error;
        const int descriptor = object_.release(error);
        net::detail::throw_error(error, "release");
        return descriptor;
    }

    void cancel() {
        std::error_code error;
        cancel(error);
        net::detail::throw_error(error, "cancel");
    }
    void cancel(std::error_code& error) {
        track("cancel");
        object_.cancel(error);
    }

    template <class Command>
    void io_control(Command& command) {
        std::error_code error;
        io_control(command, error);
        net::detail::throw_error(error, "io_control");
    }
    template <class Command>
    void io_control(Command& command, std::error_code& error) {
        error = net::detail::result_of(
            ::ioctl(object_.fd(), static_cast<unsigned long>(command.name()),
                    command.data()));
    }

    /// Whether calls that would have to wait fail with error::would_block.
    bool non_blocking() const { return object_.non_blocking(); }
    void non_blocking(bool on) {
        std::error_code error;
        non_blocking(on, error);
        net::detail::throw_error(error, "non_blocking");
    }
    void non_blocking(bool on, std::error_code& error) {
        object_.non_blocking(on, error);
    }
    bool native_non_blocking() const { return object_.native_non_blocking(); }
    void native_non_blocking(bool on) {
        std::error_code error;
        native_non_blocking(on, error);
        net::detail::throw_error(error, "native_non_blocking");
    }
    void native_non_blocking(bool on, std::error_code& error) {
        object_.native_non_blocking(on, error);
    }

    /// Blocks until the descriptor is ready.
    void wait(wait_type what) {
        std::error_code error;
        wait(what, error);
        net::detail::throw_error(error, "wait");
    }
    void wait(wait_type what, std::error_code& error) {
        if (is_open()) {
            net::detail::wait_until_ready(object_.fd(), kind_of(what), error);
        } else {
            error = error::bad_descriptor;
        }
    }

    /// Calls handler(std::error_code) once it is ready.
    template <class Token = net::detail::default_token<Executor>>
    auto async_wait(wait_type what,
                    Token&& token = net::detail::default_token<Executor>()) {
        return async_initiate<Token, void(std::error_code)>(
            [this](auto&& handler, net::detail::io_kind kind) {
                object_.start(kind, net::detail::wait_step{object_.fd(), kind},
                              std::forward<decltype(handler)>(handler),
                              "descriptor", "async_wait");
            },
            token, kind_of(what));
    }

protected:
    ~basic_descriptor() { track("close"); }

    void track(const char* what) const {
        if (is_open())
            net::detail::tracking::called("descriptor", &object_, what);
    }

    static net::detail::io_kind kind_of(wait_type what) {
        using net::detail::io_kind;
        if (what == wait_read) return io_kind::read;
        return what == wait_write ? io_kind::write : io_kind::except;
    }

    Executor executor_;
    net::detail::io_object object_;
};

using descriptor = basic_descriptor<>;

} // namespace net::posix
