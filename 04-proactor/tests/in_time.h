// For tests with threads: waits that end, also when the code under test fails.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <future>
#include <mutex>
#include <optional>
#include <vector>

#include "04-proactor/io_context.h"

namespace in_time {

/// Longer than any test takes that is going to pass.
inline constexpr std::chrono::seconds patience{30};

/// Something that happens once.
/// Lifetime: may end as soon as somebody has waited for it
/// Threads:  any
class event {
public:
    void happens() {
        const std::lock_guard lock(mutex_);
        happened_ = true;
        changed_.notify_all(); // with the lock: a waiter may destroy us
    }

    /// Shape:    false if it has not happened after all our patience
    bool wait() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [this] { return happened_; });
    }

private:
    std::mutex mutex_; // guards all that follows
    std::condition_variable changed_;
    bool happened_ = false;
};

/// Threads in a context's run().
/// Lifetime: the destructor stops the context and waits for them
class runners {
public:
    runners(net::io_context& loop, int threads) : loop_(loop) {
        for (int i = 0; i < threads; ++i) {
            runs_.push_back(
                std::async(std::launch::async, [&loop] { return loop.run(); }));
        }
    }
    ~runners() { loop_.stop(); }

    /// Waits until all have returned.
    /// Errors:   what a handler has thrown
    /// Shape:    how many handlers they have called; none if one does not
    ///           return
    std::optional<std::size_t> join() {
        std::size_t n = 0;
        for (std::future<std::size_t>& each : runs_) {
            if (each.wait_for(patience) != std::future_status::ready) return {};
            n += each.get();
        }
        runs_.clear();
        return n;
    }

private:
    net::io_context& loop_;
    std::vector<std::future<std::size_t>> runs_;
};

} // namespace in_time
