// The steps of an acceptor: a client, and a socket for it.
#pragma once

#include <sys/socket.h>

#include <system_error>
#include <tuple>
#include <utility>

#include "01-blocking/unique_fd.h"
#include "04-proactor/error.h"
#include "04-proactor/socket_calls.h"

namespace net::detail {

/// What they have in common: to take a client, and to give it to a socket.
template <class Protocol>
struct client_step {
    static constexpr const char* name = "non_blocking_accept";
    int listener;
    bool report_aborted;
    typename Protocol::endpoint* from; // may be null
    Protocol protocol;
    unique_fd accepted{};
    typename Protocol::endpoint address{};

    status take(std::error_code& error) {
        auto size = static_cast<socklen_t>(address.capacity());
        const status result = try_accept(listener, address.data(), &size,
                                         report_aborted, accepted, error);
        if (accepted) address.resize(size);
        return result;
    }

    template <class Socket>
    void give_to(Socket& peer, std::error_code& error) {
        if (!accepted) return;
        peer.assign(protocol, accepted.get(), error);
        if (!error) accepted.release();
        if (from && !error) *from = address;
    }
};

/// Accepts into a socket of the caller's.
template <class Socket, class Protocol>
struct accept_into_step : client_step<Protocol> {
    Socket* peer;

    status operator()(std::error_code& error, std::size_t&) {
        if (!peer->is_open()) return this->take(error);
        error = error::already_open;
        return status::done;
    }
    auto results(std::error_code error, std::size_t) {
        this->give_to(*peer, error);
        return std::tuple(error);
    }
};

/// Accepts into a socket that the handler gets.
template <class Socket, class Protocol>
struct accept_step : client_step<Protocol> {
    typename Socket::executor_type executor;

    status operator()(std::error_code& error, std::size_t&) {
        return this->take(error);
    }
    auto results(std::error_code error, std::size_t) {
        Socket peer(executor);
        this->give_to(peer, error);
        return std::tuple(error, std::move(peer));
    }
};

} // namespace net::detail
