// Connecting to one of several addresses: they are tried in their order.
#pragma once

#include <concepts>
#include <system_error>
#include <utility>

#include "04-proactor/basic_socket.h"
#include "04-proactor/compose.h"
#include "04-proactor/post.h"

namespace net {
namespace detail {

/// For those who have no opinion about which endpoint to try.
struct any_endpoint {
    template <class Endpoint>
    bool operator()(const std::error_code&, const Endpoint&) const {
        return true;
    }
};

template <class T>
concept endpoint_sequence = requires(const T& sequence) {
    sequence.begin();
    sequence.end();
    typename T::value_type;
}
&&!requires(const T& endpoint) {
    endpoint.protocol();
};

template <class T, class Iterator>
concept judges_endpoint = requires(T condition, const std::error_code& error,
                                   Iterator next) {
    { condition(error, *next) } -> std::convertible_to<bool>;
};

/// The conditions of older programs are given an iterator, and return it or
/// one further on.
template <class T, class Iterator>
concept picks_endpoint = requires(T condition, const std::error_code& error,
                                  Iterator next) {
    { condition(error, next) } -> std::convertible_to<Iterator>;
};

template <class T, class Iterator>
concept connect_condition =
    judges_endpoint<T, Iterator> || picks_endpoint<T, Iterator>;

/// A condition that may stand before a token: see condition_before.
template <class T, class Iterator, class Token>
concept connect_condition_before =
    !std::is_void_v<Token> && connect_condition<T, Iterator>;
template <class Token, class Iterator, class Executor>
concept connect_token_alone = std::is_void_v<default_token<Executor>> ||
    !(connect_condition<std::decay_t<Token>, Iterator> ||
      std::same_as<std::decay_t<Token>, Iterator>);

/// The next one that the condition wants to have tried, or `end`.
template <class Condition, class Iterator>
Iterator next_wanted(Condition& condition, const std::error_code& last,
                     Iterator next, Iterator end) {
    if constexpr (judges_endpoint<Condition, Iterator>) {
        while (next != end && !condition(last, *next)) ++next;
        return next;
    } else {
        return next == end ? end : Iterator(condition(last, next));
    }
}

/// What a sequence's handler and an iterator's handler are told.
struct tell_endpoint {
    template <class Endpoint, class Iterator>
    static Endpoint of(Iterator next, Iterator end) {
        return next == end ? Endpoint() : Endpoint(*next);
    }
};
struct tell_iterator {
    template <class Endpoint, class Iterator>
    static Iterator of(Iterator next, Iterator) {
        return next;
    }
};

template <class Socket, class Iterator, class Condition>
Iterator connect_to_one(Socket& socket, Iterator next, Iterator end,
                        Condition& condition, std::error_code& error) {
    using endpoint = typename Socket::endpoint_type;
    error.clear();
    next = next_wanted(condition, error, next, end);
    while (next != end) {
        std::error_code ignored;
        socket.close(ignored); // an attempt that has failed spoils a socket
        socket.connect(endpoint(*next), error);
        if (!error) return next;
        ++next;
        next = next_wanted(condition, error, next, end);
    }
    if (!error) error = error::not_found;
    return next;
}

template <class Socket, class Iterator, class Condition, class Tell>
struct connect_to_one_step {
    using endpoint = typename Socket::endpoint_type;

    Socket& socket;
    Iterator next;
    Iterator end;
    Condition condition;

    auto get_executor() const { return socket.get_executor(); }

    template <class Self>
    void operator()(Self& self) {
        if (skip({})) return connect(self);
        std::error_code ignored;
        socket.close(ignored);
        const auto executor = self.get_executor();
        const auto told = Tell::template of<endpoint>(next, end);
        net::post(executor, [self = std::move(self), told]() mutable {
            self.complete(make_error_code(error::not_found), told);
        });
    }
    template <class Self>
    void operator()(Self& self, std::error_code error) {
        if (!socket.is_open())
            error = error::operation_aborted; // somebody does not want it
        else if (error && ((void)++next, skip(error)))
            return connect(self);
        self.complete(error, Tell::template of<endpoint>(next, end));
    }

private:
    /// Shape:    true if there is one to be tried
    bool skip(const std::error_code& last) {
        next = next_wanted(condition, last, next, end);
        return next != end;
    }
    template <class Self>
    void connect(Self& self) {
        std::error_code ignored;
        socket.close(ignored);
        Socket& to = socket;
        const endpoint peer(*next);
        to.async_connect(peer, std::move(self));
    }
};

template <class Tell, class Socket, class Iterator, class Condition, class Told,
          class Token>
auto initiate_connect(Socket& socket, Iterator first, Iterator last,
                      Condition condition, Told, Token&& token) {
    return async_initiate<Token, void(std::error_code, Told)>(
        [&socket](auto&& handler, Iterator next, Iterator end,
                  Condition wanted) {
            start_composed(
                connect_to_one_step<Socket, Iterator, Condition, Tell>{
                    socket, next, end, std::move(wanted)},
                std::forward<decltype(handler)>(handler));
        },
        token, first, last, std::move(condition));
}

} // namespace detail

/// Tries the endpoints of a sequence until one answers. The socket is closed
/// and opened again for each.
/// Shape:    the endpoint that has answered
/// Errors:   the last attempt's; error::not_found if there was none
/// Source:   asio::connect
template <class Protocol, class Executor, detail::endpoint_sequence Sequence,
          detail::connect_condition<typename Sequence::const_iterator>
              Condition = detail::any_endpoint>
typename Protocol::endpoint connect(basic_socket<Protocol, Executor>& socket,
                                    const Sequence& endpoints,
                                    Condition condition,
                                    std::error_code& error) {
    const auto found = detail::connect_to_one(
        socket, endpoints.begin(), endpoints.end(), condition, error);
    return detail::tell_endpoint::of<typename Protocol::endpoint>(
        found, endpoints.end());
}
template <class Protocol, class Executor, detail::endpoint_sequence Sequence>
typename Protocol::endpoint connect(basic_socket<Protocol, Executor>& socket,
                                    const Sequence& endpoints,
                                    std::error_code& error) {
    return connect(socket, endpoints, detail::any_endpoint(), error);
}
template <class Protocol, class Executor, detail::endpoint_sequence Sequence,
          class Condition = detail::any_endpoint>
requires(!std::same_as<Condition, std::error_code>) typename Protocol::endpoint
    connect(basic_socket<Protocol, Executor>& socket, const Sequence& endpoints,
            Condition condition = Condition()) {
    std::error_code error;
    const auto found = connect(socket, endpoints, condition, error);
    detail::throw_error(error, "connect");
    return found;
}

/// The same without waiting.
/// Shape:    handler(std::error_code, endpoint)
template <
    class Protocol, class Executor, detail::endpoint_sequence Sequence,
    class Token = detail::default_token<Executor>,
    detail::connect_condition_before<typename Sequence::const_iterator, Token>
        Condition>
auto async_connect(basic_socket<Protocol, Executor>& socket,
                   const Sequence& endpoints, Condition condition,
                   Token&& token = detail::default_token<Executor>()) {
    return detail::initiate_connect<detail::tell_endpoint>(
        socket, endpoints.begin(), endpoints.end(), std::move(condition),
        typename Protocol::endpoint(), std::forward<Token>(token));
}
template <
    class Protocol, class Executor, detail::endpoint_sequence Sequence,
    detail::connect_token_alone<typename Sequence::const_iterator, Executor>
        Token = detail::default_token<Executor>>
auto async_connect(basic_socket<Protocol, Executor>& socket,
                   const Sequence& endpoints,
                   Token&& token = detail::default_token<Executor>()) {
    return async_connect(socket, endpoints, detail::any_endpoint(),
                         std::forward<Token>(token));
}

} // namespace net
