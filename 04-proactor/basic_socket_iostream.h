// A socket as a std::iostream: `stream << "GET / HTTP/1.0\r\n\r\n"`.
#pragma once

#include <concepts>
#include <istream>
#include <utility>

#include "04-proactor/basic_socket_streambuf.h"

namespace net {
namespace detail {

/// Lives before the stream that uses it, and after.
template <class Protocol>
struct socket_stream_base {
    socket_stream_base() = default;
    explicit socket_stream_base(basic_stream_socket<Protocol>&& connected)
        : buffer(std::move(connected)) {}

    basic_socket_streambuf<Protocol> buffer;
};

/// True of an endpoint and of a host's name, but not of a socket or a stream.
template <class T, class Protocol>
concept to_connect_with =
    !std::derived_from<T, std::iostream> &&
    !std::convertible_to<T, basic_stream_socket<Protocol>>;

} // namespace detail

/// For programs that wait for one connection, and like to read words and lines.
/// What is written goes out at the end of each <<.
/// Errors:   make the stream bad, as with files; error() says which it was. The
///           end of the stream is error::eof
/// Source:   asio::basic_socket_iostream
template <class Protocol>
class basic_socket_iostream : private detail::socket_stream_base<Protocol>,
                              public std::iostream {
    using holder = detail::socket_stream_base<Protocol>;

public:
    using protocol_type = Protocol;
    using endpoint_type = typename Protocol::endpoint;
    using clock_type = typename basic_socket_streambuf<Protocol>::clock_type;
    using time_point = typename basic_socket_streambuf<Protocol>::time_point;
    using duration = typename basic_socket_streambuf<Protocol>::duration;

    basic_socket_iostream() : std::iostream(&this->buffer) { setf(unitbuf); }
    /// Takes over a connected socket.
    explicit basic_socket_iostream(basic_stream_socket<Protocol> connected)
        : holder(std::move(connected)), std::iostream(&this->buffer) {
        setf(unitbuf);
    }
    /// Connects, with the arguments of connect().
    template <detail::to_connect_with<Protocol> First, class... Others>
    explicit basic_socket_iostream(const First& first, const Others&... others)
        : basic_socket_iostream() {
        connect(first, others...);
    }
    basic_socket_iostream(basic_socket_iostream&& other)
        : holder(std::move(other)), std::iostream(std::move(other)) {
        set_rdbuf(&this->buffer);
    }
    basic_socket_iostream& operator=(basic_socket_iostream&& other) {
        std::iostream::operator=(std::move(other));
        holder::operator=(std::move(other));
        return *this;
    }

    /// Connects to an endpoint, or to a host and a service.
    template <class... Arguments>
    void connect(const Arguments&... what) {
        if (!rdbuf()->connect(what...)) setstate(failbit);
    }
    void close() {
        if (!rdbuf()->close()) setstate(failbit);
    }

    basic_socket_streambuf<Protocol>* rdbuf() const {
        return const_cast<basic_socket_streambuf<Protocol>*>(&this->buffer);
    }
    basic_socket<Protocol>& socket() { return rdbuf()->socket(); }
    const std::error_code& error() const { return rdbuf()->error(); }

    /// Nothing blocks beyond this time.
    time_point expiry() const { return rdbuf()->expiry(); }
    time_point expires_at() const { return rdbuf()->expiry(); }
    duration expires_from_now() const { return rdbuf()->expires_from_now(); }
    void expires_at(const time_point& expiry) { rdbuf()->expires_at(expiry); }
    void expires_after(const duration& from_now) {
        rdbuf()->expires_after(from_now);
    }
    void expires_from_now(const duration& from_now) {
        rdbuf()->expires_after(from_now);
    }
};

} // namespace net
