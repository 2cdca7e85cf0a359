// What all descriptors share whatever they stand for.
#pragma once

#include "04-proactor/io_control.h"

namespace net::posix {

/// The base of every descriptor class, for its names.
/// Source:   asio::posix::descriptor_base
class descriptor_base {
public:
    /// What wait() waits for.
    enum wait_type { wait_read, wait_write, wait_error };

    using bytes_readable = net::detail::bytes_readable_command;

protected:
    ~descriptor_base() = default; // nobody deletes a descriptor through it
};

} // namespace net::posix
