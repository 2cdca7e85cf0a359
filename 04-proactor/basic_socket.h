// A socket of any protocol that can be connected; but for the transfer of data.
#pragma once

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstddef>
#include <system_error>
#include <utility>

#include "04-proactor/basic_socket_object.h"

namespace net {

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
        using when = detail::io_engine::first_try;
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
