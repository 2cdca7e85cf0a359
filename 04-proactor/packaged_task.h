// A completion token: the starting function returns a packaged task's future.
#pragma once

#include <future>
#include <utility>

#include "04-proactor/async_result.h"

namespace net {

/// The task is the handler. Shape as the operation's handler:
/// `post(pool, std::packaged_task<int()>(f)).get()`.
/// Source:   asio/packaged_task.hpp
template <class Value, class... Arguments, class Signature>
class async_result<std::packaged_task<Value(Arguments...)>, Signature> {
public:
    using completion_handler_type = std::packaged_task<Value(Arguments...)>;
    using return_type = std::future<Value>;

    explicit async_result(completion_handler_type& task)
        : future_(task.get_future()) {}
    return_type get() { return std::move(future_); }

private:
    return_type future_;
};

} // namespace net
