// Buffers that grow: a string or a vector, as much larger as the bytes that
// come need it to be.
#pragma once

#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "04-proactor/buffer.h"
#include "04-proactor/is_dynamic_buffer.h"

namespace net {

namespace detail {

/// What the two classes below have in common. Asio has had two interfaces for
/// such buffers, and programs use both:
/// 1. prepare(n) appends room, commit(n) makes the first n bytes of the room
///    part of what was read, data() is what was read.
/// 2. grow(n) and shrink(n) change the container at its end, data(pos, n) is
///    any part of it. All of the container is what was read.
/// Lifetime: the container is borrowed; copies borrow the same one
template <typename Container>
class dynamic_container_buffer {
    static_assert(sizeof(typename Container::value_type) == 1);

public:
    using const_buffers_type = const_buffers_1;
    using mutable_buffers_type = mutable_buffers_1;

    explicit dynamic_container_buffer(
        Container& container,
        std::size_t max_size = std::numeric_limits<std::size_t>::max()) noexcept
        : container_(&container), max_size_(max_size) {}

    /// Appends `n` bytes of room, which are not yet part of data().
    /// Errors:   std::length_error if that is more than max_size()
    mutable_buffers_type prepare(std::size_t n) {
        check_room(n);
        if (!read_) read_ = container_->size();
        container_->resize(*read_ + n);
        return buffer(buffer(*container_) + *read_, n);
    }

    /// Makes the first `n` bytes of the room part of data(), drops the rest.
    void commit(std::size_t n) {
        read_ = size() + std::min(n, container_->size() - size());
        container_->resize(*read_);
    }

    /// What was read: all before the room.
    const_buffers_type data() const noexcept {
        return buffer(std::as_const(*container_),
                      read_.value_or(container_->size()));
    }

    /// Makes the container `n` bytes longer.
    /// Errors:   std::length_error if that is more than max_size()
    void grow(std::size_t n) {
        check_room(n);
        container_->resize(size() + n);
    }

    /// Takes the last `n` bytes, or all there are, off the container.
    void shrink(std::size_t n) {
        container_->resize(size() - std::min(n, size()));
    }

    /// At most `n` bytes of the container from `position` on.
    mutable_buffers_type data(std::size_t position, std::size_t n) noexcept {
        return buffer(buffer(*container_, max_size_) + position, n);
    }

    const_buffers_type data(std::size_t position,
                            std::size_t n) const noexcept {
        return buffer(buffer(std::as_const(*container_), max_size_) + position,
                      n);
    }

    /// Takes the first `n` bytes, or all there are, off the container.
    void consume(std::size_t n) {
        n = std::min(n, size());
        using difference = typename Container::difference_type;
        container_->erase(container_->begin(),
                          container_->begin() + static_cast<difference>(n));
        if (read_) *read_ -= n;
    }

    std::size_t size() const noexcept {
        if (read_) return *read_;
        return std::min(container_->size(), max_size_);
    }
    std::size_t max_size() const noexcept { return max_size_; }
    std::size_t capacity() const noexcept {
        return std::min(container_->capacity(), max_size_);
    }

private:
    void check_room(std::size_t n) const {
        if (size() > max_size_ || max_size_ - size() < n) {
            throw std::length_error("dynamic buffer too long");
        }
    }

    Container* container_; // borrowed
    std::size_t max_size_;
    // How much of the container has been read into. It has a value once the
    // first interface is in use.
    std::optional<std::size_t> read_;
};

} // namespace detail

/// A std::string as a buffer that grows.
template <typename Elem, typename Traits, typename Allocator>
class dynamic_string_buffer : public detail::dynamic_container_buffer<
                                  std::basic_string<Elem, Traits, Allocator>> {
public:
    using detail::dynamic_container_buffer<
        std::basic_string<Elem, Traits, Allocator>>::dynamic_container_buffer;
};

/// A std::vector as a buffer that grows.
template <typename Elem, typename Allocator>
class dynamic_vector_buffer
    : public detail::dynamic_container_buffer<std::vector<Elem, Allocator>> {
public:
    using detail::dynamic_container_buffer<
        std::vector<Elem, Allocator>>::dynamic_container_buffer;
};

/// Lends a string or a vector to an operation that lets it grow, to `max_size`
/// bytes at most. What it holds already counts as read.
/// Lifetime: the container must outlive the operation, and stay where it is
template <typename Elem, typename Traits, typename Allocator>
[[nodiscard]] dynamic_string_buffer<Elem, Traits, Allocator> dynamic_buffer(
    std::basic_string<Elem, Traits, Allocator>& container,
    std::size_t max_size = std::numeric_limits<std::size_t>::max()) noexcept {
    return dynamic_string_buffer<Elem, Traits, Allocator>(container, max_size);
}

template <typename Elem, typename Allocator>
[[nodiscard]] dynamic_vector_buffer<Elem, Allocator> dynamic_buffer(
    std::vector<Elem, Allocator>& container,
    std::size_t max_size = std::numeric_limits<std::size_t>::max()) noexcept {
    return dynamic_vector_buffer<Elem, Allocator>(container, max_size);
}

} // namespace net
