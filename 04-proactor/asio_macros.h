// Asio's macros, for programs that ask for them or say them; this library uses
// none of them. Of what Asio can be configured to be, it is one.
#pragma once

#include "04-proactor/tracking.h"

#define ASIO_STANDALONE 1
#define ASIO_VERSION 102201 // the version whose names these are: 1.22.1

#define ASIO_HAS_CHRONO 1
#define ASIO_HAS_CO_AWAIT 1
#define ASIO_HAS_LOCAL_SOCKETS 1
#define ASIO_HAS_MOVE 1
#define ASIO_HAS_POSIX_STREAM_DESCRIPTOR 1
#define ASIO_HAS_STD_CHRONO 1
#define ASIO_HAS_STD_FUTURE 1
#define ASIO_HAS_THREADS 1

// Hints for the constructor of io_context. Who promises to do without locks is
// given those that one thread needs.
#define ASIO_CONCURRENCY_HINT_1 1
#define ASIO_CONCURRENCY_HINT_UNSAFE 1
#define ASIO_CONCURRENCY_HINT_UNSAFE_IO 0
#define ASIO_CONCURRENCY_HINT_SAFE 0
#define ASIO_CONCURRENCY_HINT_DEFAULT 0

// The head of an asynchronous function.
#define ASIO_COMPLETION_SIGNATURE ::net::completion_signature
#define ASIO_COMPLETION_HANDLER_FOR(signature) \
    ::net::completion_handler_for<signature>
#define ASIO_COMPLETION_TOKEN_FOR(signature) \
    ::net::completion_token_for<signature>
#define ASIO_INITFN_RESULT_TYPE(token, signature)                \
    typename ::net::async_result<typename ::std::decay_t<token>, \
                                 signature>::return_type
#define ASIO_INITFN_AUTO_RESULT_TYPE(token, signature) auto
#define ASIO_INITFN_DEDUCED_RESULT_TYPE(token, signature, expression) auto
#define ASIO_DEFAULT_COMPLETION_TOKEN_TYPE(executor) \
    = typename ::net::default_completion_token<executor>::type
#define ASIO_DEFAULT_COMPLETION_TOKEN(executor) \
    = typename ::net::default_completion_token<executor>::type()
#define ASIO_MOVE_ARG(type) type&&
#define ASIO_MOVE_CAST(type) static_cast<type&&>

/// Until the end of the block, handlers that are made are said to be made here:
/// `ASIO_HANDLER_LOCATION((__FILE__, __LINE__, __func__));`
#define ASIO_HANDLER_LOCATION(arguments) \
    const ::net::detail::tracking::location asio_handler_location arguments
