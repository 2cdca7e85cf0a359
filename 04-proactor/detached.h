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

template <class Result, class... Results>
class async_result<detached_t, Result(Results...)> {
public:
    using return_type = void;

    template <class Initiation, class Token, class... Arguments>
    static void initiate(Initiation&& initiation, Token&&,
                         Arguments&&... arguments) {
        std::forward<Initiation>(initiation)(
            [](Results...) {}, std::forward<Arguments>(arguments)...);
    }
};

} // namespace net
