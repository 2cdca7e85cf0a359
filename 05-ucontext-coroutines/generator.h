// The smallest use of a coroutine: a function that gives many values.
#pragma once

#include <iterator>
#include <memory>
#include <utility>

#include "05-ucontext-coroutines/coroutine.h"

namespace net {

/// The values that a function passes to `yield`, one at a time and only when
/// the next one is asked for:
///
///     generator<int> numbers([](auto& yield) {
///         for (int n = 0;; ++n) yield(n);
///     });
///     for (int n : numbers) ...
///
/// Errors:   what the function throws, from begin() or from ++
template <class T>
class generator {
public:
    /// What the function is given to call.
    class yielder {
    public:
        void operator()(const T& value) {
            value_ = &value; // it lives on the coroutine's stack, which stays
            coroutine::yield();
        }

    private:
        friend generator;
        const T* value_ = nullptr;
    };

    class iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        const T& operator*() const { return *from_->yield_->value_; }
        iterator& operator++() {
            from_->flow_.resume();
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const {
            return from_->flow_.done();
        }

    private:
        friend generator;
        explicit iterator(generator& from) : from_(&from) {}
        generator* from_;
    };

    template <std::invocable<yielder&> Body>
    explicit generator(Body body, stack memory = stack(default_stack_size),
                       switch_kind how = default_switch())
        : flow_([yield = yield_.get(),
                 body = std::move(body)]() mutable { body(*yield); },
                std::move(memory), how) {}

    /// Runs to the first value. Once only.
    iterator begin() {
        flow_.resume();
        return iterator(*this);
    }
    std::default_sentinel_t end() const { return {}; }

private:
    std::unique_ptr<yielder> yield_ = std::make_unique<yielder>();
    coroutine flow_; // after yield_, for it is destroyed first
};

} // namespace net
