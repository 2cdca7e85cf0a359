// The bytes of a buffer sequence as if they lay side by side.
#pragma once

#include <cassert>
#include <compare>
#include <iterator>
#include <type_traits>
#include <utility>

#include "04-proactor/buffer_sequence.h"

namespace net {

/// Goes over the bytes of a sequence, across the gaps between its buffers.
/// A step over k buffers takes k steps: it is a random access iterator by its
/// interface, and by its cost only inside of one buffer.
/// Lifetime: the sequence must outlive the iterator
template <typename BufferSequence, typename ByteType = char>
class buffers_iterator {
    static constexpr bool writable = mutable_buffer_sequence<BufferSequence>;
    using buffer_type =
        std::conditional_t<writable, mutable_buffer, const_buffer>;
    using byte_type =
        std::conditional_t<writable, ByteType, std::add_const_t<ByteType>>;
    using sequence_iterator =
        decltype(buffer_sequence_begin(std::declval<const BufferSequence&>()));

public:
    using difference_type = std::ptrdiff_t;
    using value_type = ByteType;
    using pointer = byte_type*;
    using reference = byte_type&;
    using iterator_category = std::random_access_iterator_tag;

    buffers_iterator() = default;

    static buffers_iterator begin(const BufferSequence& buffers) {
        buffers_iterator it;
        it.next_ = buffer_sequence_begin(buffers);
        it.end_ = buffer_sequence_end(buffers);
        it.skip_finished();
        return it;
    }

    static buffers_iterator end(const BufferSequence& buffers) {
        buffers_iterator it = begin(buffers);
        it += static_cast<difference_type>(buffer_size(buffers));
        return it;
    }

    reference operator*() const {
        return static_cast<pointer>(current_.data())[offset_];
    }
    pointer operator->() const { return &**this; }
    reference operator[](difference_type n) const { return *(*this + n); }

    buffers_iterator& operator++() { return *this += 1; }
    buffers_iterator& operator--() { return *this -= 1; }

    buffers_iterator operator++(int) {
        buffers_iterator before = *this;
        ++*this;
        return before;
    }

    buffers_iterator operator--(int) {
        buffers_iterator before = *this;
        --*this;
        return before;
    }

    buffers_iterator& operator+=(difference_type n) {
        if (n < 0) {
            go_back(static_cast<std::size_t>(-n));
        } else {
            go_on(static_cast<std::size_t>(n));
        }
        return *this;
    }

    buffers_iterator& operator-=(difference_type n) { return *this += -n; }

    friend buffers_iterator operator+(buffers_iterator it, difference_type n) {
        return it += n;
    }
    friend buffers_iterator operator+(difference_type n, buffers_iterator it) {
        return it += n;
    }
    friend buffers_iterator operator-(buffers_iterator it, difference_type n) {
        return it -= n;
    }
    friend difference_type operator-(const buffers_iterator& a,
                                     const buffers_iterator& b) {
        return static_cast<difference_type>(a.position_) -
               static_cast<difference_type>(b.position_);
    }

    friend bool operator==(const buffers_iterator& a,
                           const buffers_iterator& b) {
        return a.position_ == b.position_;
    }
    friend std::strong_ordering operator<=>(const buffers_iterator& a,
                                            const buffers_iterator& b) {
        return a.position_ <=> b.position_;
    }

private:
    // Keeps the invariant of offset_. It also steps over empty buffers.
    void skip_finished() {
        while (offset_ == current_.size() && next_ != end_) {
            current_ = *next_++;
            offset_ = 0;
        }
    }

    void go_on(std::size_t n) {
        position_ += n;
        while (n > current_.size() - offset_) {
            n -= current_.size() - offset_;
            offset_ = current_.size();
            assert(next_ != end_); // no step leads behind the end
            skip_finished();
        }
        offset_ += n;
        skip_finished();
    }

    void go_back(std::size_t n) {
        position_ -= n;
        while (n > offset_) {
            n -= offset_;
            --next_; // at the buffer that was current
            current_ = *std::prev(next_);
            offset_ = current_.size();
        }
        offset_ -= n;
    }

    buffer_type current_{};    // a copy: mostly no step looks into the sequence
    sequence_iterator next_{}; // the buffer behind current_
    sequence_iterator end_{};  // the sequence's
    std::size_t offset_ = 0;   // < current_.size(), but at the end of all equal
    std::size_t position_ = 0; // in bytes, from the start of the sequence
};

/// The first byte of a sequence, and the place behind its last.
/// Lifetime: `buffers` must outlive the iterator
template <const_buffer_sequence Buffers>
buffers_iterator<Buffers> buffers_begin(const Buffers& buffers) {
    return buffers_iterator<Buffers>::begin(buffers);
}

template <const_buffer_sequence Buffers>
buffers_iterator<Buffers> buffers_end(const Buffers& buffers) {
    return buffers_iterator<Buffers>::end(buffers);
}

} // namespace net
