// Pipes, terminals, and whatever else read(2) and write(2) are good for.
#pragma once

#include <system_error>
#include <tuple>
#include <utility>

#include "04-proactor/iovecs.h"
#include "04-proactor/posix/basic_descriptor.h"

namespace net {
namespace detail {

/// Reads into a sequence of buffers.
template <class Buffers>
struct read_step {
    static constexpr const char* name = "non_blocking_read";
    int fd;
    Buffers buffers;

    status operator()(std::error_code& error, std::size_t& n) {
        iovecs into(buffers);
        // Nothing read into nothing is not the end.
        if (!into.all_empty()) return try_read(fd, into, error, n);
        error.clear();
        return status::done;
    }
    auto results(std::error_code error, std::size_t n) {
        return std::tuple(error, n);
    }
};

/// Writes a sequence of buffers.
template <class Buffers>
struct write_step {
    static constexpr const char* name = "non_blocking_write";
    int fd;
    Buffers buffers;

    status operator()(std::error_code& error, std::size_t& n) {
        iovecs data(buffers);
        if (!data.all_empty()) return try_write(fd, data, error, n);
        error.clear();
        return status::done;
    }
    auto results(std::error_code error, std::size_t n) {
        return std::tuple(error, n);
    }
};

} // namespace detail

namespace posix {

/// Reads and writes of the "some" kind transfer what can be transferred at
/// once, at least one byte. A file on disk never lets anybody wait: there, an
/// asynchronous operation blocks in the starting call, as long as the disk
/// takes.
/// Errors:   error::eof at the end of a file, when all writers of a pipe are
///           gone, or after ^D on a terminal
/// Lifetime: buffers must live until the operation's handler is called
/// Threads:  one at a time; one read and one write may be under way together
/// Source:   asio::posix::basic_stream_descriptor
template <class Executor = any_io_executor>
class basic_stream_descriptor : public basic_descriptor<Executor> {
    using base = basic_descriptor<Executor>;

public:
    template <class OtherExecutor>
    struct rebind_executor {
        using other = basic_stream_descriptor<OtherExecutor>;
    };

    using base::base;

    template <class Buffers>
    std::size_t read_some(const Buffers& into, std::error_code& error) {
        net::detail::read_step<Buffers> step{this->object_.fd(), into};
        return this->object_.do_now(net::detail::io_kind::read, step, error);
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& into) {
        std::error_code error;
        const std::size_t n = read_some(into, error);
        net::detail::throw_error(error, "read_some");
        return n;
    }

    template <class Buffers>
    std::size_t write_some(const Buffers& data, std::error_code& error) {
        net::detail::write_step<Buffers> step{this->object_.fd(), data};
        return this->object_.do_now(net::detail::io_kind::write, step, error);
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& data) {
        std::error_code error;
        const std::size_t n = write_some(data, error);
        net::detail::throw_error(error, "write_some");
        return n;
    }

    /// Shape:    handler(std::error_code, std::size_t n)
    template <class Buffers, class Token = net::detail::default_token<Executor>>
    auto async_read_some(
        const Buffers& into,
        Token&& token = net::detail::default_token<Executor>()) {
        return start(net::detail::read_step<Buffers>{this->object_.fd(), into},
                     net::detail::io_kind::read, token, "async_read_some");
    }
    template <class Buffers, class Token = net::detail::default_token<Executor>>
    auto async_write_some(
        const Buffers& data,
        Token&& token = net::detail::default_token<Executor>()) {
        return start(net::detail::write_step<Buffers>{this->object_.fd(), data},
                     net::detail::io_kind::write, token, "async_write_some");
    }

private:
    template <class Step, class Token>
    auto start(Step step, net::detail::io_kind kind, Token&& token,
               const char* what) {
        return async_initiate<Token, void(std::error_code, std::size_t)>(
            [this, kind, what](auto&& handler, Step first) {
                this->object_.start(kind, std::move(first),
                                    std::forward<decltype(handler)>(handler),
                                    "descriptor", what);
            },
            token, std::move(step));
    }
};

using stream_descriptor = basic_stream_descriptor<>;

} // namespace posix
} // namespace net
