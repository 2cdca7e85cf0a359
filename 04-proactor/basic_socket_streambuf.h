// A socket as a std::streambuf: what a std::iostream reads from and writes to.
#pragma once

#include <chrono>
#include <memory>
#include <streambuf>
#include <system_error>
#include <utility>
#include <vector>

#include "04-proactor/basic_stream_socket.h"
#include "04-proactor/io_context.h"

namespace net {

/// Every call blocks, but none beyond the expiry: then it fails with
/// error::timed_out.
/// Threads:  one
/// Source:   asio::basic_socket_streambuf
template <class Protocol>
class basic_socket_streambuf : public std::streambuf {
public:
    using protocol_type = Protocol;
    using endpoint_type = typename Protocol::endpoint;
    using clock_type = std::chrono::steady_clock;
    using time_point = clock_type::time_point;
    using duration = clock_type::duration;

    basic_socket_streambuf()
        : loop_(std::make_shared<io_context>()), socket_(*loop_) {
        forget_bytes();
    }
    explicit basic_socket_streambuf(basic_stream_socket<Protocol> connected)
        : socket_(std::move(connected)) {
        forget_bytes();
    }
    basic_socket_streambuf(basic_socket_streambuf&& other)
        : std::streambuf(other), // its pointers: the vectors keep their places
          loop_(other.loop_),
          socket_(std::move(other.socket_)),
          error_(other.error_),
          expiry_(other.expiry_),
          input_(std::exchange(other.input_, new_buffer())),
          output_(std::exchange(other.output_, new_buffer())) {
        other.forget_bytes();
    }
    basic_socket_streambuf& operator=(basic_socket_streambuf&& other) {
        if (this == &other) return *this;
        close();
        std::streambuf::operator=(other);
        socket_ = std::move(other.socket_); // the old one needs its loop still
        loop_ = other.loop_;
        error_ = other.error_;
        expiry_ = other.expiry_;
        input_ = std::exchange(other.input_, new_buffer());
        output_ = std::exchange(other.output_, new_buffer());
        other.forget_bytes();
        return *this;
    }
    ~basic_socket_streambuf() override { flush(); }

    /// Shape:    this, or null if it has failed; see error()
    basic_socket_streambuf* connect(const endpoint_type& peer) {
        forget_bytes();
        connect_to(peer);
        return if_good();
    }
    /// Connects to one of the endpoints of a host and a service.
    /// Shape:    the arguments are those of Protocol::resolver::resolve
    template <class... Arguments>
    basic_socket_streambuf* connect(const Arguments&... what) {
        forget_bytes();
        typename Protocol::resolver names(socket_.get_executor());
        const auto found = names.resolve(what..., error_);
        if (!error_ && found.empty()) error_ = error::not_found;
        for (const auto& each : found) {
            connect_to(each);
            if (!error_) break;
        }
        return if_good();
    }

    basic_socket_streambuf* close() {
        const bool flushed = flush();
        std::error_code failed;
        socket_.close(failed);
        if (flushed) error_ = failed;
        forget_bytes();
        return if_good();
    }

    basic_socket<Protocol>& socket() { return socket_; }

    /// Of the last call.
    const std::error_code& error() const { return error_; }

    time_point expiry() const { return expiry_; }
    time_point expires_at() const { return expiry_; }
    duration expires_from_now() const { return expiry_ - clock_type::now(); }
    void expires_at(const time_point& expiry) { expiry_ = expiry; }
    void expires_after(const duration& from_now) {
        expiry_ = clock_type::now() + from_now;
    }
    void expires_from_now(const duration& from_now) { expires_after(from_now); }

protected:
    int_type underflow() override {
        if (gptr() != egptr()) return traits_type::to_int_type(*gptr());
        const std::size_t n =
            transfer(detail::io_kind::read, [this](std::size_t& got) {
                return detail::try_receive(socket_.native_handle(),
                                           input_.data(), input_.size(),
                                           MSG_DONTWAIT, true, error_, got);
            });
        if (error_) return traits_type::eof();
        setg(input_.data(), input_.data(), input_.data() + n);
        return traits_type::to_int_type(*gptr());
    }

    int_type overflow(int_type c) override {
        if (!flush()) return traits_type::eof();
        if (traits_type::eq_int_type(c, traits_type::eof()))
            return traits_type::not_eof(c);
        return sputc(traits_type::to_char_type(c));
    }

    int sync() override { return flush() ? 0 : -1; }

private:
    using buffer_type = std::vector<char>;

    static buffer_type new_buffer() { return buffer_type(4096); }

    basic_socket_streambuf* if_good() { return error_ ? nullptr : this; }

    void forget_bytes() {
        setg(input_.data(), input_.data(), input_.data());
        setp(output_.data(), output_.data() + output_.size());
    }

    /// Tries, and waits, until it is done or late.
    template <class Try>
    std::size_t transfer(detail::io_kind kind, Try try_once) {
        std::size_t n = 0;
        if (!socket_.is_open()) {
            error_ = error::bad_descriptor;
            return 0;
        }
        while (try_once(n) == detail::status::not_done) {
            wait(kind);
            if (error_) return 0;
        }
        return n;
    }
    void wait(detail::io_kind kind) {
        detail::wait_until_ready(socket_.native_handle(), kind, expiry_,
                                 error_);
    }

    /// Writes all that is there.
    /// Shape:    false if that has failed
    bool flush() {
        while (pptr() != pbase()) {
            const auto size = static_cast<std::size_t>(pptr() - pbase());
            const std::size_t n = transfer(
                detail::io_kind::write, [this, size](std::size_t& gone) {
                    return detail::try_send(socket_.native_handle(), pbase(),
                                            size, MSG_DONTWAIT, error_, gone);
                });
            if (error_) return false;
            setp(pbase() + n, epptr());
            pbump(static_cast<int>(size - n));
        }
        setp(output_.data(), output_.data() + output_.size());
        return true;
    }

    void connect_to(const endpoint_type& peer) {
        socket_.close(error_);
        socket_.open(peer.protocol(), error_);
        if (!error_) socket_.native_non_blocking(true, error_);
        if (error_) return;
        const int fd = socket_.native_handle();
        const auto size = static_cast<socklen_t>(peer.size());
        if (!detail::begin_connect(fd, peer.data(), size, error_)) return;
        wait(detail::io_kind::write);
        if (!error_) detail::try_connect_result(fd, error_);
    }

    std::shared_ptr<io_context> loop_; // null if the socket came with another
    basic_stream_socket<Protocol> socket_;
    std::error_code error_;
    time_point expiry_ = time_point::max();
    buffer_type input_ = new_buffer();
    buffer_type output_ = new_buffer();
};

} // namespace net
