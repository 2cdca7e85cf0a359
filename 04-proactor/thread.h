// A thread as programs without std::thread have it.
#pragma once

#include <thread>
#include <utility>

namespace net {

/// Runs a function in a thread; join() it before the end.
class thread {
public:
    template <class Function>
    explicit thread(Function&& function)
        : thread_(std::forward<Function>(function)) {}
    thread(const thread&) = delete;
    thread& operator=(const thread&) = delete;
    ~thread() {
        if (thread_.joinable()) thread_.detach();
    }

    void join() {
        if (thread_.joinable()) thread_.join();
    }

private:
    std::thread thread_;
};

} // namespace net
