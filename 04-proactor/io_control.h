// Commands to a socket that are not options: what ioctl(2) is asked for.
#pragma once

#include <sys/ioctl.h>

#include <cstddef>

namespace net::detail {

/// How many bytes a read would return at once.
/// Source:   FIONREAD in ioctl_list(2)
class bytes_readable_command {
public:
    bytes_readable_command() = default;
    bytes_readable_command(std::size_t n) { set(n); }

    void set(std::size_t n) { value_ = static_cast<int>(n); }
    std::size_t get() const { return static_cast<std::size_t>(value_); }

    int name() const { return FIONREAD; }
    int* data() { return &value_; }
    const int* data() const { return &value_; }

private:
    int value_ = 0;
};

} // namespace net::detail
