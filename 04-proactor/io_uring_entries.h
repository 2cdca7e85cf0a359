// What is said to the kernel of the operations of one kind on one descriptor.
#pragma once

#include <linux/io_uring.h>

#include "04-proactor/descriptor_state.h"
#include "04-proactor/kernel_transfer.h"
#include "04-proactor/operation.h"

namespace net::detail {

class io_uring_descriptor;

/// The operations of one kind on one descriptor. The kernel has the first of
/// them, and no other: it may overtake what it is given at the same time.
struct io_uring_lane {
    io_uring_descriptor* descriptor = nullptr; // whose lane it is
    int fd = -1;
    io_kind kind = io_kind::read;

    // All that follows is guarded by the descriptor's mutex.
    enum class stage {
        idle,     // nobody waits
        transfer, // the kernel does the first operation's work
        poll      // it waits until that can be tried
    };
    stage in_kernel = stage::idle;
    bool cancelled = false; // the kernel has been asked to give it back
    reactor_queue waiting;  // empty exactly if the kernel has nothing
    operation_queue behind; // those that were cancelled together with it
    kernel_transfer given;  // the kernel reads it until it has taken the entry
};

// Entries for the submission ring. Their user_data is the lane's address, by
// which a completion says whose it is.

/// Lets the kernel do the work of the first operation, as `its.given` says.
io_uring_sqe transfer_entry(io_uring_lane& its);

/// Lets the kernel wait until that can be tried.
io_uring_sqe poll_entry(io_uring_lane& its);

/// Asks for either of them back. Its own completion, whose user_data is 0, is
/// nobody's.
io_uring_sqe cancel_entry(io_uring_lane& its);

} // namespace net::detail
