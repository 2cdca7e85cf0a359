// What a handler throws leaves run(), for that is who has called it.

#include <iostream>
#include <stdexcept>

#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

int main() {
    net::io_context loop;
    try {
        net::post(loop, [] { throw std::runtime_error("no more"); });
        net::post(loop, [] { std::cout << "the next handler\n"; });
        std::cout << "post(): nothing to catch\n";
    } catch (const std::exception&) {
        std::cout << "post(): never seen\n";
    }
    // Each thread's run() for itself: where nobody catches, as in a thread
    // of its own, the program ends in std::terminate().
    for (;;) {
        try {
            std::cout << "run(): ";
            loop.run();
            break;
        } catch (const std::exception& error) {
            std::cout << "caught " << error.what() << '\n';
        }
    }
}
