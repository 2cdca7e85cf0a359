// What a socket can do that is not connected: it is the same for acceptors.
#pragma once

#include <sys/ioctl.h>

#include <concepts>
#include <system_error>
#include <utility>

#include "04-proactor/async_result.h"
#include "04-proactor/default_token.h"
#include "04-proactor/forward.h"
#include "04-proactor/io_object.h"
#include "04-proactor/socket_base.h"
#include "04-proactor/throw_error.h"
#include "04-proactor/wait_steps.h"

namespace net::detail {

inline io_kind kind_of(socket_base::wait_type what) {
    switch (what) {
        case socket_base::wait_read: return io_kind::read;
        case socket_base::wait_write: return io_kind::write;
        case socket_base::wait_error: return io_kind::except;
    }
    return io_kind::except;
}

/// Sockets convert into others of a wider protocol or executor.
template <class T>
concept io_executor_like = std::convertible_to<T, io_executor>;

/// The part of a socket that is the same for acceptors.
template <class Protocol, class Executor>
class basic_socket_object : public socket_base {
public:
    using executor_type = Executor;
    using protocol_type = Protocol;
    using endpoint_type = typename Protocol::endpoint;
    using native_handle_type = int;

    executor_type get_executor() const noexcept { return executor_; }

    bool is_open() const { return object_.is_open(); }
    native_handle_type native_handle() { return object_.fd(); }

    void open(const Protocol& protocol = Protocol()) {
        std::error_code error;
        open(protocol, error);
        detail::throw_error(error, "open");
    }
    void open(const Protocol& protocol, std::error_code& error) {
        if (is_open()) {
            error = error::already_open;
            return;
        }
        unique_fd made = open_socket(protocol.family(), protocol.type(),
                                     protocol.protocol(), error);
        if (!error) object_.assign(std::move(made), error);
        family_ = protocol.family();
    }

    /// Takes over an open socket.
    void assign(const Protocol& protocol, native_handle_type socket) {
        std::error_code error;
        assign(protocol, socket, error);
        detail::throw_error(error, "assign");
    }
    void assign(const Protocol& protocol, native_handle_type socket,
                std::error_code& error) {
        unique_fd taken(socket);
        object_.assign(std::move(taken), error);
        family_ = protocol.family();
        if (error) taken.release(); // it stays the caller's
    }

    /// Ends all operations with error::operation_aborted, and closes.
    void close() {
        std::error_code error;
        close(error);
        detail::throw_error(error, "close");
    }
    void close(std::error_code& error) {
        track("close");
        object_.close(error);
    }

    /// The same, but the socket stays open, and becomes the caller's.
    native_handle_type release() {
        std::error_code error;
        const int socket = release(error);
        detail::throw_error(error, "release");
        return socket;
    }
    native_handle_type release(std::error_code& error) {
        return object_.release(error);
    }

    void cancel() {
        std::error_code error;
        cancel(error);
        detail::throw_error(error, "cancel");
    }
    void cancel(std::error_code& error) {
        track("cancel");
        object_.cancel(error);
    }

    void bind(const endpoint_type& local) {
        std::error_code error;
        bind(local, error);
        detail::throw_error(error, "bind");
    }
    void bind(const endpoint_type& local, std::error_code& error) {
        check_call(::bind(object_.fd(), local.data(),
                          static_cast<socklen_t>(local.size())),
                   error);
    }

    /// The address of this end.
    endpoint_type local_endpoint() const {
        std::error_code error;
        const endpoint_type found = local_endpoint(error);
        detail::throw_error(error, "local_endpoint");
        return found;
    }
    endpoint_type local_endpoint(std::error_code& error) const {
        endpoint_type found;
        auto size = static_cast<socklen_t>(found.capacity());
        check_call(::getsockname(object_.fd(), found.data(), &size), error);
        if (error) return endpoint_type();
        found.resize(size);
        return found;
    }

    template <class Option>
    void set_option(const Option& option) {
        std::error_code error;
        set_option(option, error);
        detail::throw_error(error, "set_option");
    }
    template <class Option>
    void set_option(const Option& option, std::error_code& error) {
        const any_protocol mine{family_};
        if (option.level(mine) == custom_socket_option_level) {
            report_aborted_ = *static_cast<const int*>(static_cast<const void*>(
                                  option.data(mine))) != 0;
            error.clear();
            return;
        }
        check_call(::setsockopt(object_.fd(), option.level(mine),
                                option.name(mine), option.data(mine),
                                static_cast<socklen_t>(option.size(mine))),
                   error);
    }
    template <class Option>
    void get_option(Option& option) const {
        std::error_code error;
        get_option(option, error);
        detail::throw_error(error, "get_option");
    }
    template <class Option>
    void get_option(Option& option, std::error_code& error) const {
        const any_protocol mine{family_};
        if (option.level(mine) == custom_socket_option_level) {
            *static_cast<int*>(static_cast<void*>(option.data(mine))) =
                report_aborted_;
            error.clear();
            return;
        }
        auto size = static_cast<socklen_t>(option.size(mine));
        check_call(::getsockopt(object_.fd(), option.level(mine),
                                option.name(mine), option.data(mine), &size),
                   error);
        if (!error) option.resize(mine, size);
    }

    template <class Command>
    void io_control(Command& command) {
        std::error_code error;
        io_control(command, error);
        detail::throw_error(error, "io_control");
    }
    template <class Command>
    void io_control(Command& command, std::error_code& error) {
        check_call(
            ::ioctl(object_.fd(), static_cast<unsigned long>(command.name()),
                    command.data()),
            error);
    }

    /// Whether calls that would have to wait fail with error::would_block.
    bool non_blocking() const { return object_.non_blocking(); }
    void non_blocking(bool on) {
        std::error_code error;
        non_blocking(on, error);
        detail::throw_error(error, "non_blocking");
    }
    void non_blocking(bool on, std::error_code& error) {
        object_.non_blocking(on, error);
    }
    bool native_non_blocking() const { return object_.native_non_blocking(); }
    void native_non_blocking(bool on) {
        std::error_code error;
        native_non_blocking(on, error);
        detail::throw_error(error, "native_non_blocking");
    }
    void native_non_blocking(bool on, std::error_code& error) {
        object_.native_non_blocking(on, error);
    }

    /// Blocks until the socket is ready.
    /// Errors:   error::would_block if it is not, and is non-blocking
    void wait(wait_type what) {
        std::error_code error;
        wait(what, error);
        detail::throw_error(error, "wait");
    }
    void wait(wait_type what, std::error_code& error) {
        if (!is_open()) {
            error = error::bad_descriptor;
        } else if (!non_blocking()) {
            wait_until_ready(object_.fd(), kind_of(what), error);
        } else if (is_ready(object_.fd(), kind_of(what))) {
            error.clear();
        } else {
            error = error::would_block;
        }
    }

    /// Calls handler(std::error_code) once it is ready.
    template <class Token = default_token<Executor>>
    auto async_wait(wait_type what, Token&& token = default_token<Executor>()) {
        return async_initiate<Token, void(std::error_code)>(
            [this](auto&& handler, wait_type wanted) {
                object_.start(
                    kind_of(wanted), wait_step{object_.fd(), kind_of(wanted)},
                    std::forward<decltype(handler)>(handler), "socket",
                    "async_wait", io_engine::first_try::now);
            },
            token, what);
    }

protected:
    explicit basic_socket_object(const executor_type& one)
        : executor_(one), object_(io_executor(one)) {}
    basic_socket_object(basic_socket_object&&) = default;
    basic_socket_object& operator=(basic_socket_object&&) = default;
    ~basic_socket_object() { track("close"); }

    template <class, class>
    friend class basic_socket_object;

    template <class OtherProtocol, class OtherExecutor>
    explicit basic_socket_object(
        basic_socket_object<OtherProtocol, OtherExecutor>&& other)
        : executor_(other.executor_),
          object_(std::move(other.object_)),
          family_(other.family_),
          report_aborted_(other.report_aborted_) {}

    /// An option asks only for its family.
    struct any_protocol {
        int family_number;
        int family() const { return family_number; }
    };

    void track(const char* what) const {
        if (is_open()) tracking::called("socket", &object_, what);
    }

    void check_call(int result, std::error_code& error) const {
        error = result_of(result);
        if (!is_open()) error = error::bad_descriptor;
    }

    Executor executor_; // as the user named it; object_ has it, too
    io_object object_;
    int family_ = 0;              // of the protocol it was opened with
    bool report_aborted_ = false; // enable_connection_aborted: for acceptors
};

} // namespace net::detail
