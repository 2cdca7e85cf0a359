// What a coroutine can ask about itself.
#pragma once

namespace net::this_coro {

/// `co_await this_coro::executor` is the executor on which it runs.
/// Source:   asio::this_coro
struct executor_t {
    constexpr executor_t() = default;
};

inline constexpr executor_t executor;

} // namespace net::this_coro
