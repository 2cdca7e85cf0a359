// Reading that goes on until enough has come: what a stream calls "some" is
// one packet's luck.
#pragma once

#include <system_error>
#include <utility>

#include "04-proactor/completion_condition.h"
#include "04-proactor/consuming_buffers.h"
#include "04-proactor/growing_buffer.h"
#include "04-proactor/throw_error.h"

namespace net {

namespace detail {

/// What read() can fill: a sequence of buffers as it is, or a dynamic buffer
/// (a streambuf by reference) that grows while it is filled.
template <typename T>
concept readable_into =
    mutable_buffer_sequence<std::remove_cvref_t<T>> || growable<T>;

template <typename Stream, typename Buffer, typename Condition>
std::size_t read_steps(Stream& stream, growing_buffer<Buffer> into,
                       Condition& condition, std::error_code& error) {
    std::size_t total = 0;
    for (;;) {
        const std::size_t limit = next_transfer(condition, error, total);
        const std::size_t wanted = into.next_size(limit);
        if (wanted == 0) return total;
        const std::size_t n = stream.read_some(into.prepare(wanted), error);
        into.commit(n);
        total += n;
    }
}

template <typename Stream, typename Buffers, typename Condition>
std::size_t read_steps(Stream& stream,
                       consuming_buffers<mutable_buffer, Buffers> into,
                       Condition& condition, std::error_code& error) {
    while (!into.empty()) {
        const std::size_t limit =
            next_transfer(condition, error, into.total_consumed());
        if (limit == 0) break;
        into.consume(stream.read_some(into.prepare(limit), error));
    }
    return into.total_consumed();
}

} // namespace detail

/// Reads until `buffers` are full, `condition` is content, or an error.
/// Shape:    returns how many bytes came, also if there is an error
/// Errors:   the stream's; error::eof if it ends early
/// Source:   Asio's read
template <typename Stream, detail::readable_into Buffers,
          completion_condition Condition>
std::size_t read(Stream& stream, Buffers&& buffers, Condition condition,
                 std::error_code& error) {
    using sequence = std::remove_cvref_t<Buffers>;
    error.clear();
    if constexpr (mutable_buffer_sequence<sequence>) {
        return detail::read_steps(
            stream,
            detail::consuming_buffers<mutable_buffer, sequence>(buffers),
            condition, error);
    } else {
        return detail::read_steps(
            stream, detail::make_growing_buffer(std::forward<Buffers>(buffers)),
            condition, error);
    }
}

template <typename Stream, detail::readable_into Buffers>
std::size_t read(Stream& stream, Buffers&& buffers, std::error_code& error) {
    return read(stream, std::forward<Buffers>(buffers), transfer_all(), error);
}

/// The same.
/// Errors:   thrown, as std::system_error
template <typename Stream, detail::readable_into Buffers,
          completion_condition Condition>
std::size_t read(Stream& stream, Buffers&& buffers, Condition condition) {
    std::error_code error;
    const std::size_t n = read(stream, std::forward<Buffers>(buffers),
                               std::move(condition), error);
    detail::throw_error(error, "read");
    return n;
}

template <typename Stream, detail::readable_into Buffers>
std::size_t read(Stream& stream, Buffers&& buffers) {
    return read(stream, std::forward<Buffers>(buffers), transfer_all());
}

} // namespace net
