// Asynchronous reading that goes on until enough has come.
#pragma once

#include <system_error>
#include <utility>

#include "04-proactor/compose.h"
#include "04-proactor/default_token.h"
#include "04-proactor/read.h"

namespace net {
namespace detail {

/// Into a sequence of buffers.
template <class Stream, class Buffers, class Condition>
struct read_into_buffers {
    Stream& stream;
    consuming_buffers<mutable_buffer, Buffers> into;
    Condition condition;

    auto get_executor() const { return stream.get_executor(); }

    // [lesson: composed-read]
    template <class Self>
    void operator()(Self& self) { // the first step
        read_some(self, next_transfer(condition, {}, 0));
    }
    // [lesson: next-step]
    template <class Self>
    void operator()(Self& self, std::error_code error, std::size_t n) {
        into.consume(n);
        const std::size_t total = into.total_consumed();
        const std::size_t wanted = next_transfer(condition, error, total);
        const bool stuck = n == 0 && !error; // it would go on for ever
        if (wanted == 0 || into.empty() || stuck) {
            self.complete(error, total);
        } else {
            read_some(self, wanted);
        }
    }
    // [end]
    template <class Self>
    void read_some(Self& self, std::size_t at_most) {
        const auto buffers = into.prepare(at_most); // before self moves away
        Stream& from = stream;
        from.async_read_some(buffers, std::move(self));
    }
    // [end]
};

/// Into a buffer that grows.
template <class Stream, class Buffer, class Condition>
struct read_into_growing {
    Stream& stream;
    growing_buffer<Buffer> into;
    Condition condition;
    std::size_t total = 0;

    auto get_executor() const { return stream.get_executor(); }

    template <class Self>
    void operator()(Self& self) {
        read_some(self, into.next_size(next_transfer(condition, {}, 0)));
    }
    template <class Self>
    void operator()(Self& self, std::error_code error, std::size_t n) {
        into.commit(n);
        total += n;
        const std::size_t wanted =
            into.next_size(next_transfer(condition, error, total));
        const bool stuck = n == 0 && !error; // it would go on for ever
        if (wanted == 0 || stuck) {
            self.complete(error, total);
        } else {
            read_some(self, wanted);
        }
    }
    template <class Self>
    void read_some(Self& self, std::size_t at_most) {
        const auto buffers = into.prepare(at_most);
        Stream& from = stream;
        from.async_read_some(buffers, std::move(self));
    }
};

template <class Stream, class Buffer, class Condition>
auto make_read_into_growing(Stream& stream, growing_buffer<Buffer> into,
                            Condition condition) {
    return read_into_growing<Stream, Buffer, Condition>{stream, std::move(into),
                                                        std::move(condition)};
}

template <class Stream, class Handler, class Buffers, class Condition>
void start_read(Stream& stream, Handler&& handler, Buffers&& buffers,
                Condition condition) {
    using sequence = std::remove_cvref_t<Buffers>;
    if constexpr (mutable_buffer_sequence<sequence>) {
        start_composed(
            read_into_buffers<Stream, sequence, Condition>{
                stream, consuming_buffers<mutable_buffer, sequence>(buffers),
                std::move(condition)},
            std::forward<Handler>(handler));
    } else {
        auto into = make_growing_buffer(std::forward<Buffers>(buffers));
        start_composed(make_read_into_growing(stream, std::move(into),
                                              std::move(condition)),
                       std::forward<Handler>(handler));
    }
}

/// What a lazily started operation keeps of a buffer argument: a streambuf is
/// the caller's, all others are copied.
template <class Buffers>
auto keep_buffers(Buffers&& buffers) {
    using type = std::remove_cvref_t<Buffers>;
    if constexpr (std::copy_constructible<type> ||
                  !std::is_lvalue_reference_v<Buffers>)
        return type(std::forward<Buffers>(buffers));
    else
        return basic_streambuf_ref(buffers);
}

template <class Stream>
using default_token_on = default_token<typename Stream::executor_type>;

/// A condition and a token can only be mistaken for each other where the token
/// may be left out. Elsewhere nobody asks: a token that is a generic lambda
/// might not even compile with a condition's arguments.
template <class T, class Token>
concept condition_before = !std::is_void_v<Token> && completion_condition<T>;
template <class Token, class Stream>
concept token_alone = std::is_void_v<default_token_on<Stream>> ||
    !completion_condition<std::decay_t<Token>>;

} // namespace detail

/// Reads until `buffers` are full, `condition` is content, or an error.
/// Shape:    handler(std::error_code, std::size_t n), n also with an error
/// Lifetime: stream and memory must live until the handler is called
/// Source:   asio::async_read
template <class Stream, detail::readable_into Buffers,
          class Token = detail::default_token_on<Stream>,
          detail::condition_before<Token> Condition>
auto async_read(Stream& stream, Buffers&& buffers, Condition condition,
                Token&& token = detail::default_token_on<Stream>()) {
    return async_initiate<Token, void(std::error_code, std::size_t)>(
        [&stream](auto&& handler, auto&& into, Condition until) {
            detail::start_read(stream, std::forward<decltype(handler)>(handler),
                               std::forward<decltype(into)>(into),
                               std::move(until));
        },
        token, detail::keep_buffers(std::forward<Buffers>(buffers)),
        std::move(condition));
}

template <class Stream, detail::readable_into Buffers,
          detail::token_alone<Stream> Token = detail::default_token_on<Stream>>
auto async_read(Stream& stream, Buffers&& buffers,
                Token&& token = detail::default_token_on<Stream>()) {
    return async_read(stream, std::forward<Buffers>(buffers), transfer_all(),
                      std::forward<Token>(token));
}

} // namespace net
