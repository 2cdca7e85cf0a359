// A socket that carries a stream of bytes.
#pragma once

#include <concepts>
#include <system_error>
#include <utility>

#include "04-proactor/basic_socket.h"
#include "04-proactor/transfer_steps.h"

namespace net {

/// Reads and writes of the "some" kind transfer what can be transferred at
/// once, at least one byte; see read.h and write.h for those that transfer
/// all.
/// Errors:   error::eof when the other side has ended the stream
/// Lifetime: buffers must live until the operation's handler is called
/// Threads:  one at a time; one read and one write may be under way together
/// Source:   asio::basic_stream_socket
template <class Protocol, class Executor>
class basic_stream_socket : public basic_socket<Protocol, Executor> {
    using base = basic_socket<Protocol, Executor>;

public:
    using typename base::endpoint_type;
    using typename base::executor_type;
    using typename base::native_handle_type;
    using protocol_type = Protocol;

    template <class OtherExecutor>
    struct rebind_executor {
        using other = basic_stream_socket<Protocol, OtherExecutor>;
    };

    explicit basic_stream_socket(const executor_type& one) : base(one) {}
    basic_stream_socket(const executor_type& one, const Protocol& protocol)
        : base(one) {
        this->open(protocol);
    }
    basic_stream_socket(const executor_type& one, const endpoint_type& local)
        : base(one) {
        this->open(local.protocol());
        this->bind(local);
    }
    basic_stream_socket(const executor_type& one, const Protocol& protocol,
                        const native_handle_type& socket)
        : base(one) {
        this->assign(protocol, socket);
    }
    template <has_executor Context>
    explicit basic_stream_socket(Context& context)
        : basic_stream_socket(executor_type(context.get_executor())) {}
    template <has_executor Context>
    basic_stream_socket(Context& context, const Protocol& protocol)
        : basic_stream_socket(executor_type(context.get_executor()), protocol) {
    }
    template <has_executor Context>
    basic_stream_socket(Context& context, const endpoint_type& local)
        : basic_stream_socket(executor_type(context.get_executor()), local) {}
    template <has_executor Context>
    basic_stream_socket(Context& context, const Protocol& protocol,
                        const native_handle_type& socket)
        : basic_stream_socket(executor_type(context.get_executor()), protocol,
                              socket) {}
    template <class OtherProtocol, class OtherExecutor>
    requires std::convertible_to<OtherProtocol, Protocol> &&
        std::convertible_to<OtherExecutor, Executor>
        basic_stream_socket(
            basic_stream_socket<OtherProtocol, OtherExecutor>&& other)
        : base(std::move(other)) {}
    basic_stream_socket(basic_stream_socket&&) = default;
    basic_stream_socket& operator=(basic_stream_socket&&) = default;

    template <class Buffers>
    std::size_t receive(const Buffers& into, int flags,
                        std::error_code& error) {
        if (buffer_size(into) == 0) return nothing(error);
        detail::receive_step<Buffers> step{this->object_.fd(), into, flags,
                                           true};
        return this->object_.do_now(detail::io_kind::read, step, error);
    }
    template <class Buffers>
    std::size_t receive(const Buffers& into, int flags = 0) {
        std::error_code error;
        const std::size_t n = receive(into, flags, error);
        detail::throw_error(error, "receive");
        return n;
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& into, std::error_code& error) {
        return receive(into, 0, error);
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& into) {
        std::error_code error;
        const std::size_t n = read_some(into, error);
        detail::throw_error(error, "read_some");
        return n;
    }

    template <class Buffers>
    std::size_t send(const Buffers& data, int flags, std::error_code& error) {
        if (buffer_size(data) == 0) return nothing(error);
        detail::send_step<Buffers> step{this->object_.fd(), data, flags};
        return this->object_.do_now(detail::io_kind::write, step, error);
    }
    template <class Buffers>
    std::size_t send(const Buffers& data, int flags = 0) {
        std::error_code error;
        const std::size_t n = send(data, flags, error);
        detail::throw_error(error, "send");
        return n;
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& data, std::error_code& error) {
        return send(data, 0, error);
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& data) {
        std::error_code error;
        const std::size_t n = write_some(data, error);
        detail::throw_error(error, "write_some");
        return n;
    }

    /// Shape:    handler(std::error_code, std::size_t n)
    template <class Buffers, class Token = detail::default_token<Executor>>
    auto async_read_some(const Buffers& into,
                         Token&& token = detail::default_token<Executor>()) {
        return start_receive(into, 0, std::forward<Token>(token),
                             "async_read_some");
    }
    template <class Buffers, class Token = detail::default_token<Executor>>
    requires(!std::convertible_to<Token, int>) auto async_receive(
        const Buffers& into,
        Token&& token = detail::default_token<Executor>()) {
        return start_receive(into, 0, std::forward<Token>(token),
                             "async_receive");
    }
    template <class Buffers, class Token = detail::default_token<Executor>>
    auto async_receive(const Buffers& into, int flags,
                       Token&& token = detail::default_token<Executor>()) {
        return start_receive(into, flags, std::forward<Token>(token),
                             "async_receive");
    }

    template <class Buffers, class Token = detail::default_token<Executor>>
    auto async_write_some(const Buffers& data,
                          Token&& token = detail::default_token<Executor>()) {
        return start_send(data, 0, std::forward<Token>(token),
                          "async_write_some");
    }
    template <class Buffers, class Token = detail::default_token<Executor>>
    requires(!std::convertible_to<Token, int>) auto async_send(
        const Buffers& data,
        Token&& token = detail::default_token<Executor>()) {
        return start_send(data, 0, std::forward<Token>(token), "async_send");
    }
    template <class Buffers, class Token = detail::default_token<Executor>>
    auto async_send(const Buffers& data, int flags,
                    Token&& token = detail::default_token<Executor>()) {
        return start_send(data, flags, std::forward<Token>(token),
                          "async_send");
    }

private:
    using signature = void(std::error_code, std::size_t);

    std::size_t nothing(std::error_code& error) {
        error = this->is_open() ? std::error_code()
                                : make_error_code(error::bad_descriptor);
        return 0;
    }

    template <class Buffers, class Token>
    auto start_receive(const Buffers& buffers, int flags, Token&& token,
                       const char* what) {
        return async_initiate<Token, signature>(
            [this, flags, what](auto&& handler, const Buffers& into) {
                if (buffer_size(into) == 0)
                    return finish_nothing(
                        std::forward<decltype(handler)>(handler), what);
                const detail::receive_step<Buffers> step{this->object_.fd(),
                                                         into, flags, true};
                if (flags & socket_base::message_out_of_band)
                    return this->object_.start(
                        detail::io_kind::except,
                        detail::receive_urgent_step<Buffers>{step},
                        std::forward<decltype(handler)>(handler), "socket",
                        what);
                this->object_.start(detail::io_kind::read, step,
                                    std::forward<decltype(handler)>(handler),
                                    "socket", what);
            },
            token, buffers);
    }

    template <class Buffers, class Token>
    auto start_send(const Buffers& buffers, int flags, Token&& token,
                    const char* what) {
        return async_initiate<Token, signature>(
            [this, flags, what](auto&& handler, const Buffers& data) {
                if (buffer_size(data) == 0)
                    return finish_nothing(
                        std::forward<decltype(handler)>(handler), what);
                this->object_.start(
                    detail::io_kind::write,
                    detail::send_step<Buffers>{this->object_.fd(), data, flags},
                    std::forward<decltype(handler)>(handler), "socket", what);
            },
            token, buffers);
    }

    template <class Handler>
    void finish_nothing(Handler&& handler, const char* what) {
        std::error_code error;
        nothing(error);
        this->object_.finish(detail::nothing_step(),
                             std::forward<Handler>(handler), "socket", what,
                             error);
    }
};

} // namespace net
