// A transfer of bytes in a form that can be handed to the kernel as a whole.
#pragma once

#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <memory>

#include "04-proactor/buffer.h"
#include "04-proactor/iovecs.h"

namespace net::detail {

/// The arguments of a recv(2) or send(2); or, for several buffers, of a
/// recvmsg(2) or sendmsg(2).
/// Lifetime: must not move while the kernel has it
class kernel_transfer {
public:
    enum class direction { receive, send };

    template <class Buffers>
    void set(direction where, int flags, const Buffers& buffers) {
        where_ = where;
        flags_ = flags;
        if constexpr (one_buffer<Buffers>) {
            const const_buffer only(buffers);
            header_.msg_iovlen = 0;
            data_ = only.data();
            size_ = only.size();
        } else {
            data_ = nullptr; // of an empty datagram, the buffer is none
            size_ = 0;
            if (iovecs_) {
                *iovecs_ = iovecs(buffers);
            } else {
                iovecs_ = std::make_unique<iovecs>(buffers);
            }
            header_.msg_iov = iovecs_->data();
            header_.msg_iovlen = iovecs_->count();
        }
    }

    bool sends() const { return where_ == direction::send; }
    int flags() const { return flags_; }

    /// The buffers' message, or null if there is only one of them.
    const msghdr* message() const {
        return header_.msg_iovlen == 0 ? nullptr : &header_;
    }
    const void* data() const { return data_; } // the one buffer's
    std::size_t size() const { return size_; }

private:
    direction where_ = direction::receive;
    int flags_ = 0;
    const void* data_ = nullptr; // of the one buffer
    std::size_t size_ = 0;
    msghdr header_{};
    std::unique_ptr<iovecs> iovecs_; // made for the first message, and kept
};

/// A step that can say what it wants of the kernel.
template <class Step>
concept can_be_handed_over = requires(Step step, kernel_transfer& into) {
    step.describe(into);
};

/// Shape:    a completion's result as a system call's: -1, and errno
inline ssize_t as_of_call(int result) {
    if (result >= 0) return result;
    errno = -result;
    return -1;
}

} // namespace net::detail
