// Values from one task to another, with room for a few in between.
#pragma once

#include <cassert>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "05-ucontext-coroutines/task.h"
#include "05-ucontext-coroutines/wait_queue.h"

namespace net {

/// A queue of `capacity` values at the most: who sends into a full one parks,
/// and who receives from an empty one.
template <class T>
class channel {
public:
    using time_point = wait_queue::time_point;

    explicit channel(std::size_t capacity = 1) : capacity_(capacity) {
        assert(capacity > 0);
    }

    /// Shape:    false if it is closed, or was before there was room
    bool send(T value) {
        while (!closed_ && values_.size() == capacity_) {
            if (!senders_.wait({"room in a channel"})) return false;
        }
        if (closed_) return false;
        values_.push_back(std::move(value));
        receivers_.wake_one();
        return true;
    }

    /// Shape:    nothing if it is closed and empty, or after `deadline`
    std::optional<T> receive(time_point deadline = time_point::max()) {
        while (!closed_ && values_.empty()) {
            if (!receivers_.wait({"a channel"}, deadline)) return std::nullopt;
        }
        if (values_.empty()) return std::nullopt;
        std::optional<T> value(std::move(values_.front()));
        values_.pop_front();
        senders_.wake_one();
        return value;
    }

    /// Nothing more will be sent. What is there may still be received.
    void close() {
        closed_ = true;
        senders_.wake_all();
        receivers_.wake_all();
    }

    bool empty() const { return values_.empty(); }

private:
    const std::size_t capacity_; // values
    std::deque<T> values_;       // the oldest first
    bool closed_ = false;
    wait_queue senders_;
    wait_queue receivers_;
};

} // namespace net
