// A std::streambuf that an asynchronous read can fill and a std::istream can
// take apart, and the other way round.
#pragma once

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>
#include <streambuf>
#include <vector>

#include "04-proactor/buffer.h"

namespace net {

/// Bytes in one piece of memory. Those that were written and not yet read are
/// the input; the room behind them is the output. Each end can be a stream's
/// (std::ostream, std::istream) or an operation's (prepare and commit, data
/// and consume).
/// Threads:  one
template <typename Allocator = std::allocator<char>>
class basic_streambuf : public std::streambuf {
public:
    using const_buffers_type = const_buffers_1;
    using mutable_buffers_type = mutable_buffers_1;

    /// Units:    `max_size` in bytes, of the input
    explicit basic_streambuf(
        std::size_t max_size = std::numeric_limits<std::size_t>::max(),
        const Allocator& allocator = Allocator())
        : max_size_(max_size),
          memory_(std::clamp<std::size_t>(max_size, 1, first_size), allocator) {
        place(0, std::min(first_size, max_size_));
    }

    basic_streambuf(const basic_streambuf&) = delete;
    basic_streambuf& operator=(const basic_streambuf&) = delete;

    /// Room for `n` bytes of output.
    /// Errors:   std::length_error if size() + n would be over max_size()
    /// Lifetime: until the next call that changes anything
    mutable_buffers_type prepare(std::size_t n) {
        reserve(n);
        return {pptr(), n};
    }

    /// Makes the first `n` bytes of output, or all there are, input.
    void commit(std::size_t n) {
        n = std::min(n, count(pptr(), epptr()));
        // Not pbump(): it takes an int. pbase() means nothing to us.
        setp(pptr() + n, epptr());
        setg(eback(), gptr(), pptr());
    }

    /// The input.
    /// Lifetime: until the next call that changes anything
    const_buffers_type data() const noexcept { return {gptr(), size()}; }

    /// Takes the first `n` bytes, or all there are, off the input.
    void consume(std::size_t n) {
        setg(eback(), gptr() + std::min(n, size()), pptr());
    }

    std::size_t size() const noexcept { return count(gptr(), pptr()); }
    std::size_t max_size() const noexcept { return max_size_; }
    std::size_t capacity() const noexcept { return memory_.capacity(); }

protected:
    /// A reader has come to the end of the input as far as it knew: an ostream
    /// moves pptr() without telling.
    int_type underflow() override {
        setg(eback(), gptr(), pptr());
        return gptr() == egptr() ? traits_type::eof()
                                 : traits_type::to_int_type(*gptr());
    }

    /// A writer has come to the end of the room.
    /// Errors:   std::length_error if the input is as long as it may be
    int_type overflow(int_type c) override {
        if (traits_type::eq_int_type(c, traits_type::eof())) {
            return traits_type::not_eof(c);
        }
        const std::size_t allowed = max_size_ - size();
        reserve(std::clamp<std::size_t>(allowed, 1, first_size));
        return sputc(traits_type::to_char_type(c));
    }

private:
    static constexpr std::size_t first_size = 128; // bytes

    static std::size_t count(const char* from, const char* to) {
        return static_cast<std::size_t>(to - from);
    }

    // Input in the first `input` bytes of the memory, room from there to `end`.
    void place(std::size_t input, std::size_t end) {
        char* const start = memory_.data();
        setg(start, start, start + input);
        setp(start + input, start + end);
    }

    // Makes the room `n` bytes or longer.
    void reserve(std::size_t n) {
        if (n <= count(pptr(), epptr())) return;
        const std::size_t input = size();
        if (n > max_size_ || input > max_size_ - n) {
            throw std::length_error("streambuf too long");
        }
        const std::size_t end = count(memory_.data(), epptr());
        std::memmove(memory_.data(), gptr(), input);
        place(input, end); // whole again, should resize() throw
        if (end - input >= n) return;
        memory_.resize(input + n);
        // The vector may have asked for more than that: writers can have it.
        memory_.resize(std::min(memory_.capacity(), max_size_));
        place(input, memory_.size());
    }

    std::size_t max_size_;                // of the input, in bytes
    std::vector<char, Allocator> memory_; // input, then room, and never empty
};

using streambuf = basic_streambuf<>;

/// A streambuf that can be copied, as dynamic buffers can: by reference.
/// Lifetime: the streambuf must outlive it
template <typename Allocator = std::allocator<char>>
class basic_streambuf_ref {
public:
    using const_buffers_type = const_buffers_1;
    using mutable_buffers_type = mutable_buffers_1;

    explicit basic_streambuf_ref(basic_streambuf<Allocator>& buffer)
        : buffer_(&buffer) {}

    mutable_buffers_type prepare(std::size_t n) { return buffer_->prepare(n); }
    void commit(std::size_t n) { buffer_->commit(n); }
    const_buffers_type data() const noexcept { return buffer_->data(); }
    void consume(std::size_t n) { buffer_->consume(n); }

    std::size_t size() const noexcept { return buffer_->size(); }
    std::size_t max_size() const noexcept { return buffer_->max_size(); }
    std::size_t capacity() const noexcept { return buffer_->capacity(); }

private:
    basic_streambuf<Allocator>* buffer_; // borrowed
};

} // namespace net
