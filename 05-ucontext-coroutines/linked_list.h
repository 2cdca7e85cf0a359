// A list whose elements are its nodes: to stand in it costs no memory, and who
// ends leaves it.
#pragma once

namespace net {

/// The base of what can stand in a list. A type that stands in several lists at
/// once has several bases, each with a tag of its own.
template <class Tag>
class linked {
public:
    linked() = default;
    linked(const linked&) = delete;
    linked& operator=(const linked&) = delete;
    ~linked() { unlink(); }

    /// Leaves the list, if it stands in one.
    void unlink() {
        before_->after_ = after_;
        after_->before_ = before_;
        before_ = after_ = this;
    }
    bool is_linked() const { return after_ != this; }

private:
    template <class, class>
    friend class linked_list;

    linked* before_ = this; // a ring; alone in it when it is in no list
    linked* after_ = this;
};

/// Elements in the order in which they came. It owns none of them.
template <class T, class Tag>
class linked_list {
public:
    bool empty() const { return !ring_.is_linked(); }

    /// Shape:    `one` stands in no other list of this tag
    void push_back(T& one) {
        linked<Tag>& node = one;
        node.before_ = ring_.before_;
        node.after_ = &ring_;
        ring_.before_->after_ = &node;
        ring_.before_ = &node;
    }

    /// The first, or null.
    T* front() const { return element(ring_.after_); }

    /// The one behind `one`, or null.
    T* next(T& one) const {
        return element(static_cast<linked<Tag>&>(one).after_);
    }

    /// Takes the first out, or null.
    T* pop_front() {
        T* const first = front();
        if (first) static_cast<linked<Tag>*>(first)->unlink();
        return first;
    }

private:
    T* element(linked<Tag>* node) const {
        return node == &ring_ ? nullptr : static_cast<T*>(node);
    }

    linked<Tag> ring_; // the one element that is none
};

} // namespace net
