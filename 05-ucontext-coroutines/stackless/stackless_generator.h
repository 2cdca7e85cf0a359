// The generator once more, as the compiler's own coroutine (C++20): it has a
// frame instead of a stack.
#pragma once

#include <coroutine>
#include <exception>
#include <iterator>
#include <utility>

namespace net {

/// The values that a function gives to `co_yield`, one at a time. That word may
/// stand in the function itself only, not in one that it calls.
template <class T>
class stackless_generator {
public:
    struct promise_type {
        stackless_generator get_return_object() {
            return stackless_generator(
                std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_always initial_suspend() { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(const T& one) {
            value = &one; // it lives in the frame, which stays
            return {};
        }
        void return_void() {}
        void unhandled_exception() { thrown = std::current_exception(); }

        const T* value = nullptr;
        std::exception_ptr thrown;
    };

    class iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        const T& operator*() const { return *frame_.promise().value; }
        iterator& operator++() {
            go_on(frame_);
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return frame_.done(); }

    private:
        friend stackless_generator;
        explicit iterator(std::coroutine_handle<promise_type> frame)
            : frame_(frame) {}
        std::coroutine_handle<promise_type> frame_;
    };

    stackless_generator(stackless_generator&& other) noexcept
        : frame_(std::exchange(other.frame_, {})) {}
    ~stackless_generator() {
        if (frame_) frame_.destroy();
    }

    iterator begin() {
        go_on(frame_);
        return iterator(frame_);
    }
    std::default_sentinel_t end() const { return {}; }

private:
    explicit stackless_generator(std::coroutine_handle<promise_type> frame)
        : frame_(frame) {}

    static void go_on(std::coroutine_handle<promise_type> frame) {
        frame.resume();
        promise_type& its = frame.promise();
        if (its.thrown) std::rethrow_exception(std::exchange(its.thrown, {}));
    }

    std::coroutine_handle<promise_type> frame_;
};

} // namespace net
