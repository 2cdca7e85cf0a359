// What can be queued: something that is completed once, or destroyed once.
#pragma once

#include <cstdint>

namespace net::detail {

class scheduler;

/// The base of everything that waits in a queue. It has a pointer to one
/// function and no virtual ones: a queue needs nothing else, and the types
/// that come from templates stay small.
/// Lifetime: owns itself; complete() and destroy() free it
class operation {
public:
    operation(const operation&) = delete;
    operation& operator=(const operation&) = delete;

    // [lesson: operation]
    /// Does what the operation is there for, such as calling a handler.
    /// Threads:  one that is inside `owner`'s run()
    void complete(scheduler& owner) { function_(&owner, this); }

    /// Destroys it without calling anything.
    void destroy() { function_(nullptr, this); }
    // [end]

protected:
    /// `owner` is null when the operation is only to be destroyed.
    using function = void (*)(scheduler* owner, operation* self);

    explicit operation(function what) : function_(what) {}
    ~operation() = default;

private:
    friend class operation_queue_access;

    operation* next_ = nullptr; // in the one queue it is in
    function function_;

public:
    std::uint64_t tracking_id = 0; // of its handler, see tracking.h
};

/// How a queue gets at an operation's `next_`.
class operation_queue_access {
public:
    static operation*& next(operation& one) { return one.next_; }
};

/// First in, first out, through a pointer in each element: to queue an
/// operation never allocates, and so never fails.
/// Shape:    Operation is `operation`, or a class derived from it
/// Lifetime: owns what is in it; what is left at the end is destroyed
template <class Operation>
class basic_operation_queue {
public:
    basic_operation_queue() = default;
    basic_operation_queue(const basic_operation_queue&) = delete;
    basic_operation_queue& operator=(const basic_operation_queue&) = delete;
    ~basic_operation_queue() {
        while (Operation* one = pop()) one->destroy();
    }

    bool empty() const { return front_ == nullptr; }
    bool has_one() const { return front_ && front_ == back_; }
    Operation* front() { return front_; }

    void push(Operation* one) {
        access::next(*one) = nullptr;
        if (back_) {
            access::next(*back_) = one;
        } else {
            front_ = one;
        }
        back_ = one;
    }

    /// Moves all of `other` behind what is here.
    template <class Other>
    void append(basic_operation_queue<Other>& other) {
        if (other.empty()) return;
        if (back_) {
            access::next(*back_) = other.front_;
        } else {
            front_ = other.front_;
        }
        back_ = other.back_;
        other.front_ = nullptr;
        other.back_ = nullptr;
    }

    /// Shape:    the first, or null
    Operation* pop() {
        Operation* one = front_;
        if (!one) return nullptr;
        front_ = static_cast<Operation*>(access::next(*one));
        if (!front_) back_ = nullptr;
        return one;
    }

private:
    template <class>
    friend class basic_operation_queue;
    using access = operation_queue_access;

    Operation* front_ = nullptr;
    Operation* back_ = nullptr; // null exactly if front_ is
};

using operation_queue = basic_operation_queue<operation>;

} // namespace net::detail
