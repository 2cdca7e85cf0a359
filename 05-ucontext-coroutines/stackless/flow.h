// Just enough of C++20's coroutines to wait for a descriptor.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <new>
#include <utility>

#include "01-blocking/unique_fd.h"
#include "03-epoll-reactor/reactor.h"

namespace net {

/// What a function returns that runs until it first waits, and then on by
/// itself.
/// Errors:   a simplification: what it throws ends the program
class flow {
public:
    struct promise_type {
        flow get_return_object() { return {}; }
        std::suspend_never initial_suspend() { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }

        // The compiler asks for the frame here, so we can see its size.
        static void* operator new(std::size_t size) {
            frame_size() = size;
            return ::operator new(size);
        }
        static void operator delete(void* frame) { ::operator delete(frame); }
    };

    /// Of the last one made, in bytes.
    static std::size_t& frame_size() {
        static std::size_t size = 0;
        return size;
    }
};

/// A socket that one flow can wait for.
/// Lifetime: the reactor must outlive it
class flow_socket {
public:
    flow_socket(reactor& loop, unique_fd fd) : loop_(loop), fd_(std::move(fd)) {
        loop_.watch(fd_.get(), interest::readable, [this](interest) {
            if (waiting_) std::exchange(waiting_, {}).resume();
        });
    }
    flow_socket(const flow_socket&) = delete;
    flow_socket& operator=(const flow_socket&) = delete;
    ~flow_socket() { loop_.forget(fd_.get()); }

    /// For `co_await`: what stands behind it is done when the socket is ready.
    struct awaitable {
        flow_socket& socket;
        interest what;

        bool await_ready() const { return false; }
        void await_suspend(std::coroutine_handle<> caller) const {
            socket.loop_.update(socket.fd_.get(), what);
            socket.waiting_ = caller;
        }
        void await_resume() const {}
    };
    awaitable ready(interest what) { return {*this, what}; }

    int get() const { return fd_.get(); }

private:
    reactor& loop_;
    unique_fd fd_;
    std::coroutine_handle<> waiting_; // null: nobody
};

} // namespace net
