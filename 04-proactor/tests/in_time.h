// For tests with threads: waits that end, also when the code under test fails.
#pragma once

#include <chrono>
#include <cstddef>
#include <future>
#include <optional>
#include <vector>

#include "04-proactor/io_context.h"

namespace in_time {

/// Longer than any test takes that is going to pass.
inline constexpr std::chrono::seconds patience{3};

/// Something that happens once.
/// Threads:  any
class event {
public:
    void happens() { promise_.set_value(); }

    /// Shape:    false if it has not happened after all our patience
    bool wait() const {
        return future_.wait_for(patience) == std::future_status::ready;
    }

private:
    std::promise<void> promise_;
    std::shared_future<void> future_ = promise_.get_future().share();
};

/// Threads in a context's run().
/// Lifetime: the destructor stops the context and waits for them
class runners {
public:
    runners(net::io_context& loop, int threads) : loop_(loop) {
        for (int i = 0; i < threads; ++i) {
            runs_.push_back(std::async(std::launch::async,
                                       [&loop] { return loop.run(); }));
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
