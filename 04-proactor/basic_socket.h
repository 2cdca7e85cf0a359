// What sockets of every protocol can do, except transfer data.
#pragma once

#include <sys/ioctl.h>

#include <system_error>
#include <type_traits>
#include <utility>

#include "04-proactor/async_result.h"
#include "04-proactor/default_token.h"
#include "04-proactor/forward.h"
#include "04-proactor/io_object.h"
#include "04-proactor/socket_base.h"
#include "04-proactor/throw_error.h"

namespace net {
namespace detail {

/// Waits for readiness, and does nothing.
struct wait_step {
    static constexpr const char* name = "wait";
    int fd;
    io_kind kind;
    status operator()(std::error_code& error, std::size_t&) {
        error.clear();
        return is_ready(fd, kind) ? status::done : status::not_done;
    }
    auto results(std::error_code error, std::size_t) {
        return std::tuple(error);
    }
};

/// Waits until a connect that is under way has come to an end.
struct connect_step {
    static constexpr const char* name = "non_blocking_connect";
    int socket;
    status operator()(std::error_code& error, std::size_t&) {
        return try_connect_result(socket, error);
    }
    auto results(std::error_code error, std::size_t) {
        return std::tuple(error);
    }
};

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
                    "async_wait", reactor_task::first_try::now);
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

} // namespace detail

/// A socket that can be connected.
/// Lifetime: its context must outlive it; its end ends all its operations
/// Threads:  one at a time
/// Source:   asio::basic_socket
template <class Protocol, class Executor>
class basic_socket : public detail::basic_socket_object<Protocol, Executor> {
    using base = detail::basic_socket_object<Protocol, Executor>;

public:
    using typename base::endpoint_type;
    using lowest_layer_type = basic_socket;

    lowest_layer_type& lowest_layer() { return *this; }
    const lowest_layer_type& lowest_layer() const { return *this; }

    /// Opens the socket if it is not open yet, and waits until it is connected.
    void connect(const endpoint_type& peer) {
        std::error_code error;
        connect(peer, error);
        detail::throw_error(error, "connect");
    }
    void connect(const endpoint_type& peer, std::error_code& error) {
        error.clear();
        if (!this->is_open()) this->open(peer.protocol(), error);
        if (error) return;
        if (!begin_connect(peer, error)) return;
        // Also if the socket is non-blocking: so does Asio.
        detail::wait_until_ready(this->object_.fd(), detail::io_kind::write,
                                 error);
        if (!error) detail::try_connect_result(this->object_.fd(), error);
    }

    /// The same, and calls handler(std::error_code) when it is done.
    template <class Token = detail::default_token<Executor>>
    auto async_connect(const endpoint_type& peer,
                       Token&& token = detail::default_token<Executor>()) {
        return async_initiate<Token, void(std::error_code)>(
            [this](auto&& handler, const endpoint_type& to) {
                this->start_connect(std::forward<decltype(handler)>(handler),
                                    to);
            },
            token, peer);
    }

    /// The address of the other end.
    endpoint_type remote_endpoint() const {
        std::error_code error;
        const endpoint_type found = remote_endpoint(error);
        detail::throw_error(error, "remote_endpoint");
        return found;
    }
    endpoint_type remote_endpoint(std::error_code& error) const {
        endpoint_type found;
        auto size = static_cast<socklen_t>(found.capacity());
        this->check_call(::getpeername(this->object_.fd(), found.data(), &size),
                         error);
        if (error) return endpoint_type();
        found.resize(size);
        return found;
    }

    /// How many bytes can be read without waiting.
    std::size_t available() const {
        std::error_code error;
        const std::size_t n = available(error);
        detail::throw_error(error, "available");
        return n;
    }
    std::size_t available(std::error_code& error) const {
        int n = 0;
        this->check_call(::ioctl(this->object_.fd(), FIONREAD, &n), error);
        return error ? 0 : static_cast<std::size_t>(n);
    }

    bool at_mark() const {
        std::error_code error;
        const bool at = at_mark(error);
        detail::throw_error(error, "at_mark");
        return at;
    }
    bool at_mark(std::error_code& error) const {
        const int at = ::sockatmark(this->object_.fd());
        this->check_call(at, error);
        return at == 1;
    }

    void shutdown(socket_base::shutdown_type what) {
        std::error_code error;
        shutdown(what, error);
        detail::throw_error(error, "shutdown");
    }
    void shutdown(socket_base::shutdown_type what, std::error_code& error) {
        this->check_call(::shutdown(this->object_.fd(), what), error);
    }

protected:
    using base::base;

private:
    bool begin_connect(const endpoint_type& peer, std::error_code& error) {
        return detail::begin_connect(this->object_.fd(), peer.data(),
                                     static_cast<socklen_t>(peer.size()),
                                     error);
    }

    template <class Handler>
    void start_connect(Handler&& handler, const endpoint_type& peer) {
        using when = detail::reactor_task::first_try;
        std::error_code error;
        if (!this->is_open()) this->open(peer.protocol(), error);
        if (!error) this->object_.prepare(error);
        if (!error && begin_connect(peer, error)) {
            this->object_.start(detail::io_kind::write,
                                detail::connect_step{this->object_.fd()},
                                std::forward<Handler>(handler), "socket",
                                "async_connect", when::later);
        } else {
            this->object_.finish(detail::connect_step{this->object_.fd()},
                                 std::forward<Handler>(handler), "socket",
                                 "async_connect", error);
        }
    }
};

} // namespace net
