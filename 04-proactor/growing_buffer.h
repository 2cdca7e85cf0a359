// One face for everything that grows while it is read into: both interfaces of
// dynamic buffers, and streambufs.
#pragma once

#include <algorithm>
#include <concepts>
#include <utility>

#include "04-proactor/dynamic_buffer.h"
#include "04-proactor/streambuf.h"

namespace net {

namespace detail {

/// Owns a dynamic buffer (which itself only borrows the memory) and reads into
/// it in steps: prepare(next_size(limit)), fill some, commit what was filled.
/// The second interface is preferred where there are both.
template <any_dynamic_buffer Buffer>
class growing_buffer {
public:
    using const_buffers_type = typename Buffer::const_buffers_type;
    using mutable_buffers_type = typename Buffer::mutable_buffers_type;

    explicit growing_buffer(Buffer buffer) : buffer_(std::move(buffer)) {}

    /// How much to prepare for one step: all there is room for without asking
    /// for memory, but no tiny steps, nothing over `limit`, and never more
    /// than the buffer may hold.
    std::size_t next_size(std::size_t limit) const {
        const std::size_t size = buffer_.size();
        const std::size_t capacity = buffer_.capacity();
        const std::size_t allowed = buffer_.max_size() - size;
        const std::size_t spare = capacity - std::min(size, capacity);
        return std::min({std::max(smallest_step, spare), limit, allowed});
    }

    mutable_buffers_type prepare(std::size_t n) {
        if constexpr (dynamic_buffer_v2<Buffer>) {
            const std::size_t end = buffer_.size();
            buffer_.grow(n);
            prepared_ = n;
            return buffer_.data(end, n);
        } else {
            return buffer_.prepare(n);
        }
    }

    void commit(std::size_t n) {
        if constexpr (dynamic_buffer_v2<Buffer>) {
            buffer_.shrink(std::exchange(prepared_, 0) - n);
        } else {
            buffer_.commit(n);
        }
    }

    void consume(std::size_t n) { buffer_.consume(n); }

    /// What was read and not yet consumed.
    const_buffers_type data() const {
        if constexpr (dynamic_buffer_v2<Buffer>) {
            return buffer_.data(0, buffer_.size());
        } else {
            return buffer_.data();
        }
    }

    bool full() const { return buffer_.size() >= buffer_.max_size(); }

private:
    static constexpr std::size_t smallest_step = 512; // bytes; as in Asio

    Buffer buffer_;
    std::size_t prepared_ = 0; // grown by and not yet committed
};

/// From what a caller of read() and its kin gives to what they work on. A
/// streambuf cannot be copied and goes in by reference.
template <typename Allocator>
growing_buffer<basic_streambuf_ref<Allocator>> make_growing_buffer(
    basic_streambuf<Allocator>& buffer) {
    return growing_buffer(basic_streambuf_ref<Allocator>(buffer));
}

template <typename T>
concept movable_dynamic_buffer =
    any_dynamic_buffer<T> && std::move_constructible<T>;

template <movable_dynamic_buffer Buffer>
growing_buffer<Buffer> make_growing_buffer(Buffer buffer) {
    return growing_buffer<Buffer>(std::move(buffer));
}

/// What make_growing_buffer() takes.
template <typename T>
concept growable = requires(T&& buffer) {
    make_growing_buffer(std::forward<T>(buffer));
};

} // namespace detail
} // namespace net
