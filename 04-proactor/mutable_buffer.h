// Views of memory: a place and a size, with the right to write there or
// without it. They own nothing.
#pragma once

#include <algorithm>
#include <cstddef>

namespace net {

/// Memory that may be changed.
/// Lifetime: the memory must outlive every operation that is given the view
class mutable_buffer {
public:
    mutable_buffer() noexcept = default;
    mutable_buffer(void* data, std::size_t size) noexcept
        : data_(data), size_(size) {}

    /// Drops the first `n` bytes, or all there are.
    mutable_buffer& operator+=(std::size_t n) noexcept {
        n = std::min(n, size_);
        data_ = static_cast<char*>(data_) + n;
        size_ -= n;
        return *this;
    }

    void* data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; } // bytes

private:
    void* data_ = nullptr;
    std::size_t size_ = 0;
};

/// Memory that may only be looked at.
/// Lifetime: the memory must outlive every operation that is given the view
class const_buffer {
public:
    const_buffer() noexcept = default;
    const_buffer(const void* data, std::size_t size) noexcept
        : data_(data), size_(size) {}
    const_buffer(const mutable_buffer& other) noexcept
        : data_(other.data()), size_(other.size()) {}

    /// Drops the first `n` bytes, or all there are.
    const_buffer& operator+=(std::size_t n) noexcept {
        n = std::min(n, size_);
        data_ = static_cast<const char*>(data_) + n;
        size_ -= n;
        return *this;
    }

    const void* data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; } // bytes

private:
    const void* data_ = nullptr;
    std::size_t size_ = 0;
};

/// The view without its first `n` bytes.
inline mutable_buffer operator+(mutable_buffer view, std::size_t n) noexcept {
    return view += n;
}

inline mutable_buffer operator+(std::size_t n, mutable_buffer view) noexcept {
    return view += n;
}

inline const_buffer operator+(const_buffer view, std::size_t n) noexcept {
    return view += n;
}

inline const_buffer operator+(std::size_t n, const_buffer view) noexcept {
    return view += n;
}

/// A view that is also a sequence of one view. It is what buffer() returns.
class mutable_buffers_1 : public mutable_buffer {
public:
    using value_type = mutable_buffer;
    using const_iterator = const mutable_buffer*;

    mutable_buffers_1(void* data, std::size_t size) noexcept
        : mutable_buffer(data, size) {}
    explicit mutable_buffers_1(const mutable_buffer& one) noexcept
        : mutable_buffer(one) {}

    const_iterator begin() const noexcept { return this; }
    const_iterator end() const noexcept { return begin() + 1; }
};

/// A view that is also a sequence of one view. It is what buffer() returns
/// for memory that must not be changed.
class const_buffers_1 : public const_buffer {
public:
    using value_type = const_buffer;
    using const_iterator = const const_buffer*;

    const_buffers_1(const void* data, std::size_t size) noexcept
        : const_buffer(data, size) {}
    explicit const_buffers_1(const const_buffer& one) noexcept
        : const_buffer(one) {}

    const_iterator begin() const noexcept { return this; }
    const_iterator end() const noexcept { return begin() + 1; }
};

} // namespace net
