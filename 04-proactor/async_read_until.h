// Asynchronous reading up to a delimiter.
#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "04-proactor/async_read.h"
#include "04-proactor/read_until.h"

namespace net {
namespace detail {

template <class Stream, class Buffer, class Delimiter>
struct read_until_found {
    Stream& stream;
    growing_buffer<Buffer> into;
    Delimiter delimiter; // a char, a std::string, or a match condition
    std::size_t searched = 0;
    std::size_t position = 0; // of the match's end, once it is found
    bool found = false;
    std::error_code failure{};

    auto get_executor() const { return stream.get_executor(); }

    template <class Self>
    void operator()(Self& self) {
        search();
        // The handler is not called from here: nothing is read, through the
        // queue, if nothing more is needed.
        const std::size_t wanted = is_over() ? 0 : next_size();
        read_some(self, wanted);
    }
    template <class Self>
    void operator()(Self& self, std::error_code error, std::size_t n) {
        into.commit(n);
        if (is_over()) return self.complete(failure, position);
        if (error) return self.complete(error, std::size_t{0});
        search();
        if (is_over()) return self.complete(failure, position);
        read_some(self, next_size());
    }

private:
    bool is_over() const { return found || failure; }
    std::size_t next_size() const {
        return into.next_size(default_max_transfer_size);
    }
    void search() {
        const match_result match = look();
        found = match.found;
        if (found) {
            position = match.position;
        } else {
            searched = match.position;
            if (into.full()) failure = error::not_found;
        }
    }
    match_result look() {
        if constexpr (std::same_as<Delimiter, std::string>) {
            return match_delimiter(into.data(), searched,
                                   std::string_view(delimiter));
        } else {
            return match_delimiter(into.data(), searched, delimiter);
        }
    }
    template <class Self>
    void read_some(Self& self, std::size_t at_most) {
        const auto buffers = into.prepare(at_most);
        Stream& from = stream;
        from.async_read_some(buffers, std::move(self));
    }
};

template <class Stream, class Handler, class Buffer, class Delimiter>
void start_read_until(Stream& stream, Handler&& handler,
                      growing_buffer<Buffer> into, Delimiter delimiter) {
    start_composed(
        read_until_found<Stream, Buffer, Delimiter>{stream, std::move(into),
                                                    std::move(delimiter)},
        std::forward<Handler>(handler));
}

template <class Stream, class Buffer, class Delimiter, class Token>
auto initiate_read_until(Stream& stream, Buffer&& buffer, Delimiter delimiter,
                         Token&& token) {
    return async_initiate<Token, void(std::error_code, std::size_t)>(
        [&stream](auto&& handler, auto&& into, Delimiter until) {
            start_read_until(
                stream, std::forward<decltype(handler)>(handler),
                make_growing_buffer(std::forward<decltype(into)>(into)),
                std::move(until));
        },
        token, keep_buffers(std::forward<Buffer>(buffer)),
        std::move(delimiter));
}

} // namespace detail

/// Reads until the buffer contains the delimiter. What came behind it stays in
/// the buffer, and belongs to the next read.
/// Shape:    handler(std::error_code, std::size_t n): n bytes up to and with
///           the delimiter
/// Errors:   error::not_found if the buffer is full without one
/// Lifetime: stream and memory must live until the handler is called
/// Source:   asio::async_read_until
template <class Stream, detail::growable Buffer,
          class Token = detail::default_token_on<Stream>>
auto async_read_until(Stream& stream, Buffer&& buffer, char delimiter,
                      Token&& token = detail::default_token_on<Stream>()) {
    return detail::initiate_read_until(stream, std::forward<Buffer>(buffer),
                                       delimiter, std::forward<Token>(token));
}

template <class Stream, detail::growable Buffer,
          class Token = detail::default_token_on<Stream>>
auto async_read_until(Stream& stream, Buffer&& buffer,
                      std::string_view delimiter,
                      Token&& token = detail::default_token_on<Stream>()) {
    return detail::initiate_read_until(stream, std::forward<Buffer>(buffer),
                                       std::string(delimiter),
                                       std::forward<Token>(token));
}

template <class Stream, detail::growable Buffer,
          detail::match_condition MatchCondition,
          class Token = detail::default_token_on<Stream>>
auto async_read_until(Stream& stream, Buffer&& buffer, MatchCondition match,
                      Token&& token = detail::default_token_on<Stream>()) {
    return detail::initiate_read_until(stream, std::forward<Buffer>(buffer),
                                       std::move(match),
                                       std::forward<Token>(token));
}

} // namespace net
