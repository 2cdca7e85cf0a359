// A socket whose peer is slow, without the socket.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <system_error>
#include <utility>

#include "04-proactor/associated.h"
#include "04-proactor/buffer.h"
#include "04-proactor/error.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

namespace net {

/// Takes a few bytes a write; net::async_write() wants no more of a stream.
/// Lifetime: `loop` must outlive it
struct narrow_stream {
    using executor_type = io_context::executor_type;
    executor_type get_executor() { return loop.get_executor(); }

    template <class Buffers, class Handler>
    void async_write_some(const Buffers& from, Handler handler) {
        std::error_code error;
        std::size_t n = 0;
        if (received.size() >= breaks_after) {
            error = error::connection_reset;
        } else {
            std::string bytes(most, '\0');
            n = buffer_copy(buffer(bytes), from);
            received.append(bytes, 0, n);
        }
        ++writes;
        const auto where = get_associated_executor(handler, get_executor());
        post(where, [error, n, handler = std::move(handler)]() mutable {
            handler(error, n);
        });
    }

    io_context& loop;
    std::size_t most = 5;                                    // bytes a write
    std::size_t breaks_after = static_cast<std::size_t>(-1); // bytes
    std::string received{};                                  // by the peer
    int writes = 0;
};

} // namespace net
