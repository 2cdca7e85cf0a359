// An io_context with threads of its own.
#pragma once

#include <cstddef>
#include <thread>
#include <vector>

#include "04-proactor/executor_work_guard.h"
#include "04-proactor/io_context.h"

namespace net {

/// Calls functions in a fixed number of threads.
/// Source:   asio::thread_pool
class thread_pool : public execution_context {
public:
    using executor_type = io_executor;

    /// Twice as many threads as the machine runs at a time.
    thread_pool();
    explicit thread_pool(std::size_t threads);

    /// Stops, and waits for the functions that are running.
    ~thread_pool();

    executor_type get_executor() noexcept { return loop_.get_executor(); }
    executor_type executor() noexcept { return get_executor(); }

    /// Ends without calling what has not begun.
    void stop() { loop_.stop(); }
    bool stopped() const { return loop_.stopped(); }

    /// Lets the calling thread help until all is done, or stop() is called.
    void attach() { loop_.run(); }

    /// Waits until all has been called and the threads have ended.
    void join();
    void wait() { join(); }

private:
    io_context loop_;
    executor_work_guard<io_executor> guard_;
    std::vector<std::thread> threads_;
};

using static_thread_pool = thread_pool;

} // namespace net
