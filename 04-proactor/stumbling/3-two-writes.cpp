// An async_write is made of many writes. A second one, started before the
// first has ended, puts its own between them.

#include <iostream>
#include <string>

#include "04-proactor/async_write.h"
#include "04-proactor/detached.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

/// A stream that takes four bytes at a time, as a socket does whose reader is
/// slow. async_write() wants no more of a stream than this.
struct narrow_stream {
    using executor_type = net::io_context::executor_type;
    executor_type get_executor() { return loop.get_executor(); }

    template <class Buffers, class Handler>
    void async_write_some(const Buffers& from, Handler handler) {
        char bytes[4];
        const std::size_t n = net::buffer_copy(net::buffer(bytes), from);
        received.append(bytes, n);
        net::post(loop, [n, handler = std::move(handler)]() mutable {
            handler(std::error_code(), n);
        });
    }

    net::io_context& loop;
    std::string received{};
};

int main() {
    net::io_context loop;
    narrow_stream both{loop}, queued{loop};
    const std::string one = "hello alice, ", two = "GOODBYE, BOB.";

    net::async_write(both, net::buffer(one), net::detached);
    net::async_write(both, net::buffer(two), net::detached);

    net::async_write(
        queued, net::buffer(one), [&](std::error_code, std::size_t) {
            net::async_write(queued, net::buffer(two), net::detached);
        });
    loop.run();
    std::cout << "two at once:         " << both.received << '\n'
              << "one after the other: " << queued.received << '\n';
}
