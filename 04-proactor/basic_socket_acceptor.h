// A socket that others connect to.
#pragma once

#include <concepts>
#include <system_error>
#include <utility>

#include "04-proactor/accept_steps.h"
#include "04-proactor/basic_stream_socket.h"

namespace net {

namespace detail {

/// Where an accepted socket is to live: an executor, or a context that has one.
template <class T>
concept place =
    can_execute<std::remove_cvref_t<T>> || has_executor<std::remove_cvref_t<T>>;

} // namespace detail

/// Listens, and makes sockets of those who connect.
/// Errors:   out of descriptors: error::no_descriptors. The client still
///           waits; try again when something has been closed
/// Threads:  one at a time
/// Source:   asio::basic_socket_acceptor
template <class Protocol, class Executor>
class basic_socket_acceptor
    : public detail::basic_socket_object<Protocol, Executor> {
    using base = detail::basic_socket_object<Protocol, Executor>;

public:
    using typename base::endpoint_type;
    using typename base::executor_type;
    using typename base::native_handle_type;
    using protocol_type = Protocol;

    template <class OtherExecutor>
    struct rebind_executor {
        using other = basic_socket_acceptor<Protocol, OtherExecutor>;
    };

    explicit basic_socket_acceptor(const executor_type& one) : base(one) {}
    basic_socket_acceptor(const executor_type& one, const Protocol& protocol)
        : base(one) {
        this->open(protocol);
    }
    /// Opens, binds and listens.
    basic_socket_acceptor(const executor_type& one, const endpoint_type& local,
                          bool reuse = true)
        : base(one) {
        this->open(local.protocol());
        if (reuse) this->set_option(socket_base::reuse_address(true));
        this->bind(local);
        listen();
    }
    basic_socket_acceptor(const executor_type& one, const Protocol& protocol,
                          const native_handle_type& socket)
        : base(one) {
        this->assign(protocol, socket);
    }
    template <has_executor Context>
    explicit basic_socket_acceptor(Context& context)
        : basic_socket_acceptor(executor_type(context.get_executor())) {}
    template <has_executor Context>
    basic_socket_acceptor(Context& context, const Protocol& protocol)
        : basic_socket_acceptor(executor_type(context.get_executor()),
                                protocol) {}
    template <has_executor Context>
    basic_socket_acceptor(Context& context, const endpoint_type& local,
                          bool reuse = true)
        : basic_socket_acceptor(executor_type(context.get_executor()), local,
                                reuse) {}
    template <has_executor Context>
    basic_socket_acceptor(Context& context, const Protocol& protocol,
                          const native_handle_type& socket)
        : basic_socket_acceptor(executor_type(context.get_executor()), protocol,
                                socket) {}
    template <class OtherProtocol, class OtherExecutor>
    requires std::convertible_to<OtherProtocol, Protocol> &&
        std::convertible_to<OtherExecutor, Executor>
        basic_socket_acceptor(
            basic_socket_acceptor<OtherProtocol, OtherExecutor>&& other)
        : base(std::move(other)) {}
    basic_socket_acceptor(basic_socket_acceptor&&) = default;
    basic_socket_acceptor& operator=(basic_socket_acceptor&&) = default;

    void listen(int backlog = socket_base::max_listen_connections) {
        std::error_code error;
        listen(backlog, error);
        detail::throw_error(error, "listen");
    }
    void listen(int backlog, std::error_code& error) {
        this->check_call(::listen(this->object_.fd(), backlog), error);
    }

    /// Waits for a client, and connects `peer` with it.
    template <class OtherProtocol, class OtherExecutor>
    void accept(basic_socket<OtherProtocol, OtherExecutor>& peer) {
        std::error_code error;
        accept(peer, error);
        detail::throw_error(error, "accept");
    }
    template <class OtherProtocol, class OtherExecutor>
    void accept(basic_socket<OtherProtocol, OtherExecutor>& peer,
                std::error_code& error) {
        accept_into(peer, nullptr, error);
    }
    template <class OtherExecutor>
    void accept(basic_socket<Protocol, OtherExecutor>& peer,
                endpoint_type& from) {
        std::error_code error;
        accept(peer, from, error);
        detail::throw_error(error, "accept");
    }
    template <class OtherExecutor>
    void accept(basic_socket<Protocol, OtherExecutor>& peer,
                endpoint_type& from, std::error_code& error) {
        accept_into(peer, &from, error);
    }

    /// Waits for a client, and makes a socket of it, on this executor or on
    /// another one.
    auto accept() { return accept_one(executor(), nullptr); }
    auto accept(std::error_code& error) {
        return accept_one(executor(), nullptr, error);
    }
    auto accept(endpoint_type& from) { return accept_one(executor(), &from); }
    auto accept(endpoint_type& from, std::error_code& error) {
        return accept_one(executor(), &from, error);
    }
    template <detail::place Where>
    auto accept(Where&& where) {
        return accept_one(detail::executor_of(where), nullptr);
    }
    template <detail::place Where>
    auto accept(Where&& where, std::error_code& error) {
        return accept_one(detail::executor_of(where), nullptr, error);
    }
    template <detail::place Where>
    auto accept(Where&& where, endpoint_type& from) {
        return accept_one(detail::executor_of(where), &from);
    }
    template <detail::place Where>
    auto accept(Where&& where, endpoint_type& from, std::error_code& error) {
        return accept_one(detail::executor_of(where), &from, error);
    }

    /// Calls handler(std::error_code) when `peer` is connected.
    template <class OtherProtocol, class OtherExecutor,
              class Token = detail::default_token<Executor>>
    auto async_accept(basic_socket<OtherProtocol, OtherExecutor>& peer,
                      Token&& token = detail::default_token<Executor>()) {
        return start_accept_into(peer, nullptr, std::forward<Token>(token));
    }
    template <class OtherExecutor,
              class Token = detail::default_token<Executor>>
    auto async_accept(basic_socket<Protocol, OtherExecutor>& peer,
                      endpoint_type& from,
                      Token&& token = detail::default_token<Executor>()) {
        return start_accept_into(peer, &from, std::forward<Token>(token));
    }

    /// Calls handler(std::error_code, socket).
    template <class Token = detail::default_token<Executor>>
    requires(
        !can_execute<std::decay_t<Token>> &&
        !has_executor<std::decay_t<
            Token>>) auto async_accept(Token&& token =
                                           detail::default_token<Executor>()) {
        return start_accept(executor(), nullptr, std::forward<Token>(token));
    }
    template <class Token = detail::default_token<Executor>>
    auto async_accept(endpoint_type& from,
                      Token&& token = detail::default_token<Executor>()) {
        return start_accept(executor(), &from, std::forward<Token>(token));
    }
    template <detail::place Where,
              class Token = detail::default_token<Executor>>
    auto async_accept(Where&& where,
                      Token&& token = detail::default_token<Executor>()) {
        return start_accept(detail::executor_of(where), nullptr,
                            std::forward<Token>(token));
    }
    template <detail::place Where,
              class Token = detail::default_token<Executor>>
    auto async_accept(Where&& where, endpoint_type& from,
                      Token&& token = detail::default_token<Executor>()) {
        return start_accept(detail::executor_of(where), &from,
                            std::forward<Token>(token));
    }

private:
    template <class OtherExecutor>
    using socket_on = typename Protocol::socket::template rebind_executor<
        OtherExecutor>::other;

    const Executor& executor() const { return this->executor_; }

    detail::client_step<Protocol> client(endpoint_type* from) const {
        std::error_code ignored;
        return {this->object_.fd(), this->report_aborted_, from,
                this->local_endpoint(ignored).protocol()};
    }

    template <class Socket>
    void accept_into(Socket& peer, endpoint_type* from,
                     std::error_code& error) {
        detail::accept_into_step<Socket, Protocol> step{client(from), &peer};
        this->object_.do_now(detail::io_kind::read, step, error);
        if (!error) error = std::get<0>(step.results(error, 0));
    }

    template <class OtherExecutor>
    auto accept_one(const OtherExecutor& where, endpoint_type* from,
                    std::error_code& error) {
        detail::accept_step<socket_on<OtherExecutor>, Protocol> step{
            client(from), where};
        this->object_.do_now(detail::io_kind::read, step, error);
        auto [result, peer] = step.results(error, 0);
        error = result;
        return std::move(peer);
    }
    template <class OtherExecutor>
    auto accept_one(const OtherExecutor& where, endpoint_type* from) {
        std::error_code error;
        auto peer = accept_one(where, from, error);
        detail::throw_error(error, "accept");
        return peer;
    }

    template <class Socket, class Token>
    auto start_accept_into(Socket& socket, endpoint_type* address,
                           Token&& token) {
        return async_initiate<Token, void(std::error_code)>(
            [this](auto&& handler, Socket* peer, endpoint_type* from) {
                detail::accept_into_step<Socket, Protocol> step{client(from),
                                                                peer};
                if (peer->is_open()) // no need to wait for a client
                    return this->object_.finish(
                        std::move(step),
                        std::forward<decltype(handler)>(handler), "socket",
                        "async_accept", error::already_open);
                this->object_.start(detail::io_kind::read, std::move(step),
                                    std::forward<decltype(handler)>(handler),
                                    "socket", "async_accept");
            },
            token, &socket, address);
    }

    template <class OtherExecutor, class Token>
    auto start_accept(const OtherExecutor& other, endpoint_type* address,
                      Token&& token) {
        using socket = socket_on<OtherExecutor>;
        return async_initiate<Token, void(std::error_code, socket)>(
            [this](auto&& handler, const OtherExecutor& where,
                   endpoint_type* from) {
                this->object_.start(
                    detail::io_kind::read,
                    detail::accept_step<socket, Protocol>{client(from), where},
                    std::forward<decltype(handler)>(handler), "socket",
                    "async_accept");
            },
            token, other, address);
    }
};

} // namespace net
