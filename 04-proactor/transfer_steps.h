// The steps that move data: what a socket's operations try.
#pragma once

#include <tuple>
#include <utility>

#include "04-proactor/buffer.h"
#include "04-proactor/iovecs.h"
#include "04-proactor/kernel_transfer.h"
#include "04-proactor/socket_calls.h"

namespace net::detail {

/// Receives into a sequence of buffers.
template <class Buffers>
struct receive_step {
    static constexpr const char* name = "non_blocking_recv";
    int socket;
    Buffers buffers;
    int flags;
    bool is_stream;

    status operator()(std::error_code& error, std::size_t& n) {
        if constexpr (one_buffer<Buffers>) { // most are
            const mutable_buffer into(buffers);
            return try_receive(socket, into.data(), into.size(), flags,
                               is_stream, error, n);
        } else {
            iovecs into(buffers);
            return try_receive(socket, into, flags, is_stream, error, n);
        }
    }
    void describe(kernel_transfer& into) {
        into.set(kernel_transfer::direction::receive, flags, buffers);
    }
    void take_result(int result, std::error_code& error, std::size_t& n) {
        (void)received(as_of_call(result), buffer_size(buffers), flags,
                       is_stream, error, n);
    }
    auto results(std::error_code error, std::size_t n) {
        return std::tuple(error, n);
    }
};

/// Receives what is urgent. If nothing is, recv(2) does not wait but fails, so
/// it is not to be called then.
template <class Buffers>
struct receive_urgent_step : receive_step<Buffers> {
    void describe(kernel_transfer&) = delete; // the kernel would not wait
    status operator()(std::error_code& error, std::size_t& n) {
        if (!is_ready(this->socket, io_kind::except)) return status::not_done;
        return receive_step<Buffers>::operator()(error, n);
    }
};

/// Sends a sequence of buffers.
template <class Buffers>
struct send_step {
    static constexpr const char* name = "non_blocking_send";
    int socket;
    Buffers buffers;
    int flags;

    status operator()(std::error_code& error, std::size_t& n) {
        if constexpr (one_buffer<Buffers>) {
            const const_buffer data(buffers);
            return try_send(socket, data.data(), data.size(), flags, error, n);
        } else {
            iovecs data(buffers);
            return try_send(socket, data, flags, error, n);
        }
    }
    void describe(kernel_transfer& into) {
        into.set(kernel_transfer::direction::send, flags | MSG_NOSIGNAL,
                 buffers);
    }
    void take_result(int result, std::error_code& error, std::size_t& n) {
        (void)transferred(as_of_call(result), error, n);
    }
    auto results(std::error_code error, std::size_t n) {
        return std::tuple(error, n);
    }
};

/// A stream need not be asked for nothing.
struct nothing_step {
    static constexpr const char* name = "";
    status operator()(std::error_code& error, std::size_t& n) {
        error.clear();
        n = 0;
        return status::done;
    }
    auto results(std::error_code error, std::size_t n) {
        return std::tuple(error, n);
    }
};

} // namespace net::detail
