// The owner of one descriptor: whoever holds a unique_fd closes it, once.
#pragma once

#include <unistd.h>

#include <utility>

namespace net {

/// Owns a descriptor, as std::unique_ptr owns an object. A plain `int` in this
/// course is always borrowed.
class unique_fd {
public:
    unique_fd() = default;
    explicit unique_fd(int fd) : fd_(fd) {}
    unique_fd(unique_fd&& other) noexcept : fd_(other.release()) {}
    unique_fd& operator=(unique_fd&& other) noexcept {
        reset(other.release());
        return *this;
    }
    ~unique_fd() { reset(); }

    /// Closes what is owned, and owns `fd` instead.
    void reset(int fd = -1) {
        const int old = std::exchange(fd_, fd);
        // close(2) frees the number even when it fails, and another thread may
        // hold that number a moment later: calling it again closes *theirs*.
        if (old != -1) ::close(old);
    }

    /// Gives the descriptor away: the caller closes it.
    int release() { return std::exchange(fd_, -1); }

    int get() const { return fd_; }
    explicit operator bool() const { return fd_ != -1; }

private:
    int fd_ = -1; // -1, or a descriptor that nobody else closes
};

} // namespace net
