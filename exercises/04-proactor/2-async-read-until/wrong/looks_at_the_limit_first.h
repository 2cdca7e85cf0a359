// Wrong: finds the text too long before it has looked into it.
// Caught by: async_read_until.finds_a_delimiter_that_just_fits
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "04-proactor/buffer.h"
#include "04-proactor/compose.h"
#include "04-proactor/error.h"

namespace answer {

/// The state of one operation, which moves from step to step.
template <class Stream>
struct read_until {
    static constexpr std::size_t piece = 64; // bytes that one read asks for

    Stream& stream;
    std::string& text;           // what has been read and not yet taken
    const std::string delimiter; // at least one character
    const std::size_t max_size;  // of `text`, in bytes
    std::size_t old_size = 0;    // of `text`, before the read under way

    /// The first step, in the call that starts the operation.
    template <class Self>
    void operator()(Self& self) {
        // The handler must not be called from here. A read of nothing is done
        // at once, but comes back through the queue.
        read_some(self, is_over() ? 0 : piece);
    }

    /// Each step after it: `n` bytes have been read to text.data() + old_size.
    template <class Self>
    void operator()(Self& self, std::error_code error, std::size_t n) {
        text.resize(old_size + n); // gives the rest of the room back
        if (text.size() >= max_size) {
            return self.complete(std::error_code(net::error::not_found),
                                 std::size_t{0});
        }
        const std::size_t at = text.find(delimiter);
        if (at != text.npos) {
            return self.complete(std::error_code(), at + delimiter.size());
        }
        if (!error && is_over()) error = net::error::not_found;
        if (error) return self.complete(error, std::size_t{0});
        read_some(self, piece);
    }

    /// Makes room for `size` bytes behind what is there, or for as much as
    /// there may be, and begins to read into it.
    template <class Self>
    void read_some(Self& self, std::size_t size) {
        old_size = text.size();
        text.resize(std::min(old_size + size, max_size));
        const net::mutable_buffer room(text.data() + old_size,
                                       text.size() - old_size);
        Stream& from = stream; // self takes us with it when it moves
        from.async_read_some(room, std::move(self));
    }

    /// Whether no read is needed any more.
    bool is_over() const {
        return text.size() >= max_size || text.find(delimiter) != text.npos;
    }
};

/// Reads until `text` holds the delimiter. There may be more bytes behind it;
/// they stay for the next call, which reads only if it has to.
/// Shape:    handler(std::error_code, std::size_t n): n bytes up to and with
///           the delimiter, 0 with an error; what came is in `text` anyway.
///           It is never called before this function has returned
/// Errors:   net::error::not_found if `text` has max_size bytes and no
///           delimiter; otherwise those of the stream
/// Lifetime: `stream` and `text` must live until the handler is called
template <class Stream, class Token>
auto async_read_until(Stream& stream, std::string& text,
                      std::string_view delimiter, std::size_t max_size,
                      Token&& token) {
    return net::async_compose<Token, void(std::error_code, std::size_t)>(
        read_until<Stream>{stream, text, std::string(delimiter), max_size},
        token, stream);
}

} // namespace answer
