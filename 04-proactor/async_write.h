// Asynchronous writing that goes on until all is written.
#pragma once

#include <system_error>
#include <utility>

#include "04-proactor/async_read.h"
#include "04-proactor/write.h"

namespace net {
namespace detail {

/// From a sequence of buffers.
template <class Stream, class Buffers, class Condition>
struct write_from_buffers {
    Stream& stream;
    consuming_buffers<const_buffer, Buffers> left;
    Condition condition;

    auto get_executor() const { return stream.get_executor(); }

    template <class Self>
    void operator()(Self& self) {
        write_some(self, next_transfer(condition, {}, 0));
    }
    template <class Self>
    void operator()(Self& self, std::error_code error, std::size_t n) {
        left.consume(n);
        const std::size_t total = left.total_consumed();
        const std::size_t wanted = next_transfer(condition, error, total);
        const bool stuck = n == 0 && !error; // it would go on for ever
        if (wanted == 0 || left.empty() || stuck) {
            self.complete(error, total);
        } else {
            write_some(self, wanted);
        }
    }
    template <class Self>
    void write_some(Self& self, std::size_t at_most) {
        const auto buffers = left.prepare(at_most); // before self moves away
        Stream& to = stream;
        to.async_write_some(buffers, std::move(self));
    }
};

/// A final handler that first takes what was written out of its buffer.
template <class Buffer, class Handler>
class consuming_handler {
public:
    template <class H>
    consuming_handler(growing_buffer<Buffer> from, H&& handler)
        : from_(std::move(from)), handler_(std::forward<H>(handler)) {}

    const Handler& handler() const { return handler_; }
    void operator()(std::error_code error, std::size_t n) {
        from_.consume(n);
        std::move(handler_)(error, n);
    }

private:
    growing_buffer<Buffer> from_;
    Handler handler_;
};

template <class Buffer, class Handler>
consuming_handler(growing_buffer<Buffer>, Handler&&)
    -> consuming_handler<Buffer, std::decay_t<Handler>>;

template <class Stream, class Handler, class Buffers, class Condition>
void start_write(Stream& stream, Handler&& handler, const Buffers& buffers,
                 Condition condition) {
    start_composed(
        write_from_buffers<Stream, Buffers, Condition>{
            stream, consuming_buffers<const_buffer, Buffers>(buffers),
            std::move(condition)},
        std::forward<Handler>(handler));
}

} // namespace detail

template <class Buffer, class Handler, class Executor>
struct associated_executor<detail::consuming_handler<Buffer, Handler>,
                           Executor> {
    using type = associated_executor_t<Handler, Executor>;
    static type get(const detail::consuming_handler<Buffer, Handler>& one,
                    const Executor& other = Executor()) {
        return associated_executor<Handler, Executor>::get(one.handler(),
                                                           other);
    }
};

template <class Buffer, class Handler, class Allocator>
struct associated_allocator<detail::consuming_handler<Buffer, Handler>,
                            Allocator> {
    using type = associated_allocator_t<Handler, Allocator>;
    static type get(const detail::consuming_handler<Buffer, Handler>& one,
                    const Allocator& other = Allocator()) {
        return associated_allocator<Handler, Allocator>::get(one.handler(),
                                                             other);
    }
};

/// Writes until all is written, `condition` is content, or an error.
/// Shape:    handler(std::error_code, std::size_t n), n also with an error
/// Lifetime: stream and memory must live until the handler is called. Until
///           then no other write may be started: it would come in between
/// Source:   asio::async_write
template <class Stream, detail::writable_from Buffers,
          class Token = detail::default_token_on<Stream>,
          detail::condition_before<Token> Condition>
auto async_write(Stream& stream, Buffers&& buffers, Condition condition,
                 Token&& token = detail::default_token_on<Stream>()) {
    return async_initiate<Token, void(std::error_code, std::size_t)>(
        [&stream](auto&& handler, auto&& from, Condition until) {
            using kept = std::remove_cvref_t<decltype(from)>;
            if constexpr (const_buffer_sequence<kept>) {
                detail::start_write(stream,
                                    std::forward<decltype(handler)>(handler),
                                    from, std::move(until));
            } else {
                auto growing = detail::make_growing_buffer(
                    std::forward<decltype(from)>(from));
                const auto data = growing.data();
                detail::start_write(
                    stream,
                    detail::consuming_handler(
                        std::move(growing),
                        std::forward<decltype(handler)>(handler)),
                    data, std::move(until));
            }
        },
        token, detail::keep_buffers(std::forward<Buffers>(buffers)),
        std::move(condition));
}

template <class Stream, detail::writable_from Buffers,
          detail::token_alone<Stream> Token = detail::default_token_on<Stream>>
auto async_write(Stream& stream, Buffers&& buffers,
                 Token&& token = detail::default_token_on<Stream>()) {
    return async_write(stream, std::forward<Buffers>(buffers), transfer_all(),
                       std::forward<Token>(token));
}

} // namespace net
