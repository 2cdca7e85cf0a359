// Reading up to a delimiter. What came behind it stays in the buffer, for the
// next call.
#pragma once

#include <string_view>
#include <system_error>
#include <utility>

#include "01-blocking/error.h"
#include "04-proactor/completion_condition.h"
#include "04-proactor/growing_buffer.h"
#include "04-proactor/match_delimiter.h"
#include "04-proactor/throw_error.h"

namespace net {

namespace detail {

template <typename Stream, typename Buffer, typename Delimiter>
std::size_t read_until_steps(Stream& stream, growing_buffer<Buffer> into,
                             Delimiter& delimiter, std::error_code& error) {
    error.clear();
    std::size_t searched = 0;
    for (;;) {
        const match_result match =
            match_delimiter(into.data(), searched, delimiter);
        if (match.found) return match.position;
        searched = match.position;
        if (into.full()) {
            error = error::not_found;
            return 0;
        }
        const std::size_t wanted = into.next_size(default_max_transfer_size);
        into.commit(stream.read_some(into.prepare(wanted), error));
        if (error) return 0;
    }
}

} // namespace detail

/// Reads until `buffer` holds the delimiter. It reads what comes: there may be
/// more bytes behind the delimiter, and if it was there already, it reads
/// nothing.
/// Shape:    returns how many bytes there are up to and with the delimiter, 0
///           if there is an error; what came before the error is in `buffer`
/// Errors:   error::not_found if `buffer` is as long as it may be;
///           otherwise the stream's; error::eof if it ends early
/// Source:   Asio's read_until
template <typename Stream, detail::growable Buffer>
std::size_t read_until(Stream& stream, Buffer&& buffer, char delimiter,
                       std::error_code& error) {
    return detail::read_until_steps(
        stream, detail::make_growing_buffer(std::forward<Buffer>(buffer)),
        delimiter, error);
}

template <typename Stream, detail::growable Buffer>
std::size_t read_until(Stream& stream, Buffer&& buffer,
                       std::string_view delimiter, std::error_code& error) {
    return detail::read_until_steps(
        stream, detail::make_growing_buffer(std::forward<Buffer>(buffer)),
        delimiter, error);
}

/// The same for a function that says where the match ends.
template <typename Stream, detail::growable Buffer,
          detail::match_condition MatchCondition>
std::size_t read_until(Stream& stream, Buffer&& buffer,
                       MatchCondition match_condition, std::error_code& error) {
    return detail::read_until_steps(
        stream, detail::make_growing_buffer(std::forward<Buffer>(buffer)),
        match_condition, error);
}

/// The same.
/// Errors:   thrown, as std::system_error
template <typename Stream, detail::growable Buffer>
std::size_t read_until(Stream& stream, Buffer&& buffer, char delimiter) {
    std::error_code error;
    const std::size_t n =
        read_until(stream, std::forward<Buffer>(buffer), delimiter, error);
    detail::throw_error(error, "read_until");
    return n;
}

template <typename Stream, detail::growable Buffer>
std::size_t read_until(Stream& stream, Buffer&& buffer,
                       std::string_view delimiter) {
    std::error_code error;
    const std::size_t n =
        read_until(stream, std::forward<Buffer>(buffer), delimiter, error);
    detail::throw_error(error, "read_until");
    return n;
}

template <typename Stream, detail::growable Buffer,
          detail::match_condition MatchCondition>
std::size_t read_until(Stream& stream, Buffer&& buffer,
                       MatchCondition match_condition) {
    std::error_code error;
    const std::size_t n = read_until(stream, std::forward<Buffer>(buffer),
                                     std::move(match_condition), error);
    detail::throw_error(error, "read_until");
    return n;
}

} // namespace net
