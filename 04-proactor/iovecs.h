// A sequence of buffers in the form the kernel takes.
#pragma once

#include <sys/uio.h>

#include <array>

#include "04-proactor/buffer.h"

namespace net::detail {

/// The first buffers of a sequence, for one readv, writev, recvmsg or sendmsg.
/// Lifetime: lives on the stack, around the system call
/// Source:   readv(2), which takes IOV_MAX of them; 64 are Asio's limit
class iovecs {
public:
    static constexpr std::size_t max_count = 64;

    /// Takes what fits; empty buffers take no place.
    template <const_buffer_sequence Buffers>
    explicit iovecs(const Buffers& buffers) {
        const auto end = buffer_sequence_end(buffers);
        for (auto next = buffer_sequence_begin(buffers); next != end; ++next) {
            add(*next);
            if (count_ == max_count) break;
        }
    }

    /// Not const, for msghdr::msg_iov is not.
    iovec* data() { return iovecs_.data(); }
    std::size_t count() const { return count_; }
    std::size_t total() const { return total_; } // bytes
    bool all_empty() const { return count_ == 0; }

private:
    // iovec knows no const. Who writes from it does not change the memory.
    void add(const const_buffer& one) {
        if (one.size() == 0) return;
        iovecs_[count_++] = {const_cast<void*>(one.data()), one.size()};
        total_ += one.size();
    }

    std::array<iovec, max_count> iovecs_; // the first count_ are set
    std::size_t count_ = 0;
    std::size_t total_ = 0; // sum of all lengths, in bytes
};

} // namespace net::detail
