// post: never now. dispatch: now, if this thread is running handlers of that
// executor. defer: never now, and I am about to end.

#include <iostream>

#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

int main() {
    net::io_context loop;
    const auto say = [](const char* what) {
        return [what] { std::cout << what; };
    };

    std::cout << "in main():    begin";
    net::dispatch(loop, say(" dispatched"));
    std::cout << " end";
    loop.run();

    loop.restart();
    std::cout << "\nin a handler: begin";
    net::post(loop, [&] {
        net::post(loop, say(" posted"));
        net::defer(loop, say(" deferred"));
        net::dispatch(loop, say(" dispatched"));
        std::cout << " end";
    });
    loop.run();
    std::cout << '\n';
}
