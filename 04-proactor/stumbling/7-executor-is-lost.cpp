// A handler carries its executor in its type. std::function has a type of its
// own, and so forgets it.

#include <functional>
#include <iostream>

#include "04-proactor/bind_executor.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"
#include "04-proactor/strand.h"

int main() {
    net::io_context loop;
    const auto strand = net::make_strand(loop);
    const auto tell = [&] {
        std::cout << (strand.running_in_this_thread() ? "in the strand\n"
                                                      : "anywhere\n");
    };
    const auto bound = net::bind_executor(strand, tell);
    const std::function<void()> stored = bound;

    std::cout << "bound to a strand: ";
    net::post(loop, bound);
    loop.run();

    std::cout << "and then stored:   ";
    loop.restart();
    net::post(loop, stored);
    loop.run();

    std::cout << "bound once more:   ";
    loop.restart();
    net::post(loop, net::bind_executor(strand, stored));
    loop.run();
}
