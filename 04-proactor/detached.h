// A completion token: nobody wants to know.
#pragma once

#include <utility>

#include "04-proactor/async_result.h"

namespace net {

/// Source:   asio::detached
class detached_t {
public:
    constexpr detached_t() = default;
};

inline constexpr detached_t detached{};

namespace detail {

struct detached_handler {
    explicit detached_handler(detached_t) {}
    template <class... Results>
    void operator()(Results&&...) const {}
};

} // namespace detail

template <class Result, class... Results>
class async_result<detached_t, Result(Results...)> {
public:
    using completion_handler_type = detail::detached_handler;
    using return_type = void;

    explicit async_result(completion_handler_type&) {}
    void get() {}

    template <class Initiation, class Token, class... Arguments>
    static void initiate(Initiation&& initiation, Token&& token,
                         Arguments&&... arguments) {
        std::forward<Initiation>(initiation)(
            detail::detached_handler(token),
            std::forward<Arguments>(arguments)...);
    }
};

} // namespace net
