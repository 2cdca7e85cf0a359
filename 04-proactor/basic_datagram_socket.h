// A socket that carries messages, each for itself.
#pragma once

#include <concepts>
#include <system_error>
#include <utility>

#include "04-proactor/basic_socket.h"
#include "04-proactor/datagram_steps.h"
#include "04-proactor/transfer_steps.h"

namespace net {

/// A transfer is one datagram, whole; what does not fit into the buffers is
/// lost. One of 0 bytes is a datagram like any other, and no end of anything.
/// send() and receive() are for a socket that is connected to its only peer.
/// Lifetime: buffers, and the endpoint that is to be told the sender, must
///           live until the operation's handler is called
/// Threads:  one at a time; one read and one write may be under way together
/// Source:   asio::basic_datagram_socket
template <class Protocol, class Executor>
class basic_datagram_socket : public basic_socket<Protocol, Executor> {
    using base = basic_socket<Protocol, Executor>;

public:
    using typename base::endpoint_type;
    using typename base::executor_type;
    using typename base::native_handle_type;
    using protocol_type = Protocol;

    template <class OtherExecutor>
    struct rebind_executor {
        using other = basic_datagram_socket<Protocol, OtherExecutor>;
    };

    explicit basic_datagram_socket(const executor_type& one) : base(one) {}
    basic_datagram_socket(const executor_type& one, const Protocol& protocol)
        : base(one) {
        this->open(protocol);
    }
    basic_datagram_socket(const executor_type& one, const endpoint_type& local)
        : base(one) {
        this->open(local.protocol());
        this->bind(local);
    }
    basic_datagram_socket(const executor_type& one, const Protocol& protocol,
                          const native_handle_type& socket)
        : base(one) {
        this->assign(protocol, socket);
    }
    template <has_executor Context>
    explicit basic_datagram_socket(Context& context)
        : basic_datagram_socket(executor_type(context.get_executor())) {}
    template <has_executor Context>
    basic_datagram_socket(Context& context, const Protocol& protocol)
        : basic_datagram_socket(executor_type(context.get_executor()),
                                protocol) {}
    template <has_executor Context>
    basic_datagram_socket(Context& context, const endpoint_type& local)
        : basic_datagram_socket(executor_type(context.get_executor()), local) {}
    template <has_executor Context>
    basic_datagram_socket(Context& context, const Protocol& protocol,
                          const native_handle_type& socket)
        : basic_datagram_socket(executor_type(context.get_executor()), protocol,
                                socket) {}
    template <class OtherProtocol, class OtherExecutor>
    requires std::convertible_to<OtherProtocol, Protocol> &&
        std::convertible_to<OtherExecutor, Executor>
        basic_datagram_socket(
            basic_datagram_socket<OtherProtocol, OtherExecutor>&& other)
        : base(std::move(other)) {}
    basic_datagram_socket(basic_datagram_socket&&) = default;
    basic_datagram_socket& operator=(basic_datagram_socket&&) = default;

    template <class Buffers>
    std::size_t send(const Buffers& data, int flags, std::error_code& error) {
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
    std::size_t send_to(const Buffers& data, const endpoint_type& receiver,
                        int flags, std::error_code& error) {
        send_to_step<Buffers> step{this->object_.fd(), data, receiver, flags};
        return this->object_.do_now(detail::io_kind::write, step, error);
    }
    template <class Buffers>
    std::size_t send_to(const Buffers& data, const endpoint_type& receiver,
                        int flags = 0) {
        std::error_code error;
        const std::size_t n = send_to(data, receiver, flags, error);
        detail::throw_error(error, "send_to");
        return n;
    }

    template <class Buffers>
    std::size_t receive(const Buffers& into, int flags,
                        std::error_code& error) {
        detail::receive_step<Buffers> step{this->object_.fd(), into, flags,
                                           false};
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
    std::size_t receive_from(const Buffers& into, endpoint_type& sender,
                             int flags, std::error_code& error) {
        receive_from_step<Buffers> step{this->object_.fd(), into, &sender,
                                        flags};
        return this->object_.do_now(detail::io_kind::read, step, error);
    }
    template <class Buffers>
    std::size_t receive_from(const Buffers& into, endpoint_type& sender,
                             int flags = 0) {
        std::error_code error;
        const std::size_t n = receive_from(into, sender, flags, error);
        detail::throw_error(error, "receive_from");
        return n;
    }

    /// Shape:    handler(std::error_code, std::size_t n)
    template <class Buffers, class Token = detail::default_token<Executor>>
    requires(!std::convertible_to<Token, int>) auto async_send(
        const Buffers& data,
        Token&& token = detail::default_token<Executor>()) {
        return async_send(data, 0, std::forward<Token>(token));
    }
    template <class Buffers, class Token = detail::default_token<Executor>>
    auto async_send(const Buffers& data, int flags,
                    Token&& token = detail::default_token<Executor>()) {
        return start(
            detail::send_step<Buffers>{this->object_.fd(), data, flags},
            detail::io_kind::write, token, "async_send");
    }

    template <class Buffers, class Token = detail::default_token<Executor>>
    requires(!std::convertible_to<Token, int>) auto async_send_to(
        const Buffers& data, const endpoint_type& receiver,
        Token&& token = detail::default_token<Executor>()) {
        return async_send_to(data, receiver, 0, std::forward<Token>(token));
    }
    template <class Buffers, class Token = detail::default_token<Executor>>
    auto async_send_to(const Buffers& data, const endpoint_type& receiver,
                       int flags,
                       Token&& token = detail::default_token<Executor>()) {
        return start(
            send_to_step<Buffers>{this->object_.fd(), data, receiver, flags},
            detail::io_kind::write, token, "async_send_to");
    }

    template <class Buffers, class Token = detail::default_token<Executor>>
    requires(!std::convertible_to<Token, int>) auto async_receive(
        const Buffers& into,
        Token&& token = detail::default_token<Executor>()) {
        return async_receive(into, 0, std::forward<Token>(token));
    }
    template <class Buffers, class Token = detail::default_token<Executor>>
    auto async_receive(const Buffers& into, int flags,
                       Token&& token = detail::default_token<Executor>()) {
        return start(detail::receive_step<Buffers>{this->object_.fd(), into,
                                                   flags, false},
                     reading(flags), token, "async_receive");
    }

    template <class Buffers, class Token = detail::default_token<Executor>>
    requires(!std::convertible_to<Token, int>) auto async_receive_from(
        const Buffers& into, endpoint_type& sender,
        Token&& token = detail::default_token<Executor>()) {
        return async_receive_from(into, sender, 0, std::forward<Token>(token));
    }
    template <class Buffers, class Token = detail::default_token<Executor>>
    auto async_receive_from(const Buffers& into, endpoint_type& sender,
                            int flags,
                            Token&& token = detail::default_token<Executor>()) {
        return start(receive_from_step<Buffers>{this->object_.fd(), into,
                                                &sender, flags},
                     reading(flags), token, "async_receive_from");
    }

private:
    template <class Buffers>
    using send_to_step = detail::send_to_step<Buffers, endpoint_type>;
    template <class Buffers>
    using receive_from_step = detail::receive_from_step<Buffers, endpoint_type>;

    static detail::io_kind reading(int flags) {
        return flags & socket_base::message_out_of_band
                   ? detail::io_kind::except
                   : detail::io_kind::read;
    }

    /// All eight of the operations above are this one.
    template <class Step, class Token>
    auto start(Step step, detail::io_kind kind, Token&& token,
               const char* what) {
        return async_initiate<Token, void(std::error_code, std::size_t)>(
            [this, kind, what](auto&& handler, Step first) {
                this->object_.start(kind, std::move(first),
                                    std::forward<decltype(handler)>(handler),
                                    "socket", what);
            },
            token, std::move(step));
    }
};

} // namespace net
