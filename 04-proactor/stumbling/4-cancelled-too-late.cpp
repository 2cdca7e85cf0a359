// cancel() does not undo what has happened: a timer that is due has its handler
// in the queue, and the handler will not hear of it.

#include <iostream>

#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/io_context.h"

using namespace std::chrono_literals;

int main() {
    net::io_context loop;
    net::steady_timer first(loop, 0s), second(loop, 0s), third(loop, 1h);
    bool wanted = true; // what cancel() cannot say

    first.async_wait([&](std::error_code) {
        std::cout << "cancelled: " << second.cancel() << " that is due, "
                  << third.cancel() << " that is not\n";
        wanted = false;
    });
    second.async_wait([&](std::error_code error) {
        std::cout << "the one that was due: " << error.message()
                  << (wanted ? "" : ", but not wanted any more") << '\n';
    });
    third.async_wait([](std::error_code error) {
        std::cout << "the one that was not: " << error.message() << '\n';
    });
    loop.run();
}
