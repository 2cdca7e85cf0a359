// run() does not wait for work to come: without any it returns, and from then
// on it returns at once, until restart().

#include <iostream>
#include <thread>

#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

int main() {
    net::io_context loop;
    std::cout << "without work, run() calls " << loop.run() << '\n';

    net::post(loop, [] {});
    std::cout << "stopped by that, it calls " << loop.run() << '\n';

    loop.restart();
    std::cout << "after restart(), it calls " << loop.run() << '\n';

    // A guard is work: run() waits, here for what another thread will post.
    loop.restart();
    auto guard = net::make_work_guard(loop);
    std::thread other([&] { net::post(loop, [&] { guard.reset(); }); });
    std::cout << "with a guard, it waits and calls " << loop.run() << '\n';
    other.join();
}
