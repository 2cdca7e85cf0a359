// A strand keeps handlers apart. Of a function that you call yourself, from
// another thread, it knows nothing.

#include <atomic>
#include <iostream>
#include <latch>
#include <thread>

#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"

/// In place of a socket, which might not survive it. If its handler starts a
/// read where main() calls close(), ThreadSanitizer says:
///   WARNING: ThreadSanitizer: data race
///     Read of size 4 by thread T1:
///       #0 net::unique_fd::get() const 01-blocking/unique_fd.h
///     Previous write of size 4 by main thread:
///       #3 net::detail::io_object::close() 04-proactor/io_object.cpp
struct session {
    void close() {
        std::cout << (in_handler ? "in the middle of a handler\n"
                                 : "between two handlers\n");
    }
    std::atomic<bool> in_handler = false;
};

int main() {
    net::io_context loop;
    const auto strand = net::make_strand(loop);
    session one;
    std::latch begun(1), closed(1);
    net::post(strand, [&] {
        one.in_handler = true;
        begun.count_down();
        closed.wait();
        one.in_handler = false;
    });
    std::thread runner([&] { loop.run(); });

    begun.wait();
    net::post(strand, [&] {
        std::cout << "close() posted to the strand: ";
        one.close();
    });
    std::cout << "close() called from outside:  ";
    one.close();
    closed.count_down();
    runner.join();
}
