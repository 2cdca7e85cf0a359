// Writing that goes on until all is written: the kernel takes what it takes.
#pragma once

#include <system_error>
#include <utility>

#include "04-proactor/completion_condition.h"
#include "04-proactor/consuming_buffers.h"
#include "04-proactor/growing_buffer.h"
#include "04-proactor/throw_error.h"

namespace net {

namespace detail {

/// What write() takes its bytes from: a sequence of buffers, or a dynamic
/// buffer (a streambuf by reference), off which it takes what is written.
template <typename T>
concept writable_from =
    const_buffer_sequence<std::remove_cvref_t<T>> || growable<T>;

template <typename Stream, typename Buffers, typename Condition>
std::size_t write_steps(Stream& stream, const Buffers& buffers,
                        Condition& condition, std::error_code& error) {
    consuming_buffers<const_buffer, Buffers> left(buffers);
    while (!left.empty()) {
        const std::size_t limit =
            next_transfer(condition, error, left.total_consumed());
        if (limit == 0) break;
        left.consume(stream.write_some(left.prepare(limit), error));
    }
    return left.total_consumed();
}

} // namespace detail

/// Writes until all of `buffers` is written, `condition` is content, or an
/// error.
/// Shape:    returns how many bytes went, also if there is an error
/// Errors:   the stream's
/// Source:   Asio's write
template <typename Stream, detail::writable_from Buffers,
          completion_condition Condition>
std::size_t write(Stream& stream, Buffers&& buffers, Condition condition,
                  std::error_code& error) {
    error.clear();
    if constexpr (const_buffer_sequence<std::remove_cvref_t<Buffers>>) {
        return detail::write_steps(stream, buffers, condition, error);
    } else {
        auto from = detail::make_growing_buffer(std::forward<Buffers>(buffers));
        const std::size_t n =
            detail::write_steps(stream, from.data(), condition, error);
        from.consume(n);
        return n;
    }
}

template <typename Stream, detail::writable_from Buffers>
std::size_t write(Stream& stream, Buffers&& buffers, std::error_code& error) {
    return write(stream, std::forward<Buffers>(buffers), transfer_all(), error);
}

/// The same.
/// Errors:   thrown, as std::system_error
template <typename Stream, detail::writable_from Buffers,
          completion_condition Condition>
std::size_t write(Stream& stream, Buffers&& buffers, Condition condition) {
    std::error_code error;
    const std::size_t n = write(stream, std::forward<Buffers>(buffers),
                                std::move(condition), error);
    detail::throw_error(error, "write");
    return n;
}

template <typename Stream, detail::writable_from Buffers>
std::size_t write(Stream& stream, Buffers&& buffers) {
    return write(stream, std::forward<Buffers>(buffers), transfer_all());
}

} // namespace net
