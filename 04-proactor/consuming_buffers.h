// What is left of a sequence of buffers while a transfer goes on in steps.
#pragma once

#include <algorithm>
#include <array>
#include <iterator>

#include "04-proactor/buffer.h"

namespace net::detail {

/// How many buffers one step of a composed operation gives to the kernel.
inline constexpr std::size_t max_prepared_buffers = 16; // as in Asio

/// Some buffers, kept inside.
template <typename Buffer, std::size_t Capacity>
class prepared_buffers {
public:
    using value_type = Buffer;
    using const_iterator = const Buffer*;

    const_iterator begin() const { return buffers_.data(); }
    const_iterator end() const { return begin() + count_; }

    bool full() const { return count_ == Capacity; }
    void add(const Buffer& one) { buffers_[count_++] = one; }

private:
    std::array<Buffer, Capacity> buffers_;
    std::size_t count_ = 0; // <= Capacity
};

// An array says how many there can be; an operation then takes less memory.
template <typename Buffers>
inline constexpr std::size_t prepared_capacity = max_prepared_buffers;

template <typename Buffer, std::size_t N>
inline constexpr std::size_t prepared_capacity<std::array<Buffer, N>> =
    std::clamp<std::size_t>(N, 1, max_prepared_buffers);

/// A sequence of buffers, kept by value, and how much of it is used up. It may
/// be copied and moved at any time: it remembers numbers, no iterators.
/// Shape:    `Buffer` is mutable_buffer to read, const_buffer to write
/// Lifetime: the memory that the buffers view must outlive it
template <typename Buffer, typename Buffers>
class consuming_buffers {
public:
    using prepared_type = prepared_buffers<Buffer, prepared_capacity<Buffers>>;

    explicit consuming_buffers(const Buffers& buffers)
        : buffers_(buffers), size_(buffer_size(buffers)) {}

    /// What comes next: as many buffers as a step takes, `max_size` bytes in
    /// all, and no empty ones.
    prepared_type prepare(std::size_t max_size) const {
        prepared_type prepared;
        const auto end = buffer_sequence_end(buffers_);
        std::size_t skip = offset_;
        for (auto next = first_left(); next != end; ++next) {
            if (prepared.full() || max_size == 0) break;
            const Buffer part = buffer(Buffer(*next) + skip, max_size);
            skip = 0;
            max_size -= part.size();
            if (part.size() > 0) prepared.add(part);
        }
        return prepared;
    }

    /// Uses up the next `n` bytes, which are not more than there are left.
    void consume(std::size_t n) {
        consumed_ += n;
        offset_ += n;
        const auto end = buffer_sequence_end(buffers_);
        for (auto next = first_left(); next != end; ++next) {
            const std::size_t size = Buffer(*next).size();
            if (offset_ < size) break;
            offset_ -= size;
            ++index_;
        }
    }

    bool empty() const { return consumed_ >= size_; }
    std::size_t total_consumed() const { return consumed_; }

private:
    auto first_left() const {
        using difference =
            std::iter_difference_t<decltype(buffer_sequence_begin(buffers_))>;
        return std::next(buffer_sequence_begin(buffers_),
                         static_cast<difference>(index_));
    }

    Buffers buffers_;
    std::size_t size_;         // of all buffers, in bytes
    std::size_t consumed_ = 0; // bytes
    std::size_t index_ = 0;    // of the first buffer that is not used up
    std::size_t offset_ = 0;   // how much of that one is
};

/// The same for a single buffer, which is most of them: no sequence, no loop.
template <typename Buffer, one_buffer Single>
class consuming_buffers<Buffer, Single> {
public:
    using prepared_type = decltype(buffer(Buffer()));

    explicit consuming_buffers(const Single& single) : buffer_(single) {}

    prepared_type prepare(std::size_t max_size) const {
        return buffer(buffer_ + consumed_, max_size);
    }

    void consume(std::size_t n) { consumed_ += n; }

    bool empty() const { return consumed_ >= buffer_.size(); }
    std::size_t total_consumed() const { return consumed_; }

private:
    Buffer buffer_;
    std::size_t consumed_ = 0; // bytes
};

} // namespace net::detail
