#include "04-proactor/io_uring_entries.h"

#include <poll.h>

#include <cstdint>

namespace net::detail {
namespace {

unsigned poll_mask(io_kind kind) {
    switch (kind) {
        case io_kind::read: return POLLIN;
        case io_kind::write: return POLLOUT;
        // The kernel does not look for POLLPRI among the reasons of a wake-up.
        // TCP gives POLLRDBAND beside it, and never is in that state.
        case io_kind::except: return POLLPRI | POLLRDBAND;
    }
    return 0;
}

} // namespace

// [lesson: transfer-entry]
io_uring_sqe transfer_entry(io_uring_lane& its) {
    const kernel_transfer& given = its.given;
    io_uring_sqe made{};
    made.fd = its.fd;
    made.msg_flags = static_cast<unsigned>(given.flags());
    made.user_data = reinterpret_cast<std::uintptr_t>(&its);
    if (given.message()) {
        made.opcode = given.sends() ? IORING_OP_SENDMSG : IORING_OP_RECVMSG;
        made.addr = reinterpret_cast<std::uintptr_t>(given.message());
        made.len = 1;
    } else {
        made.opcode = given.sends() ? IORING_OP_SEND : IORING_OP_RECV;
        made.addr = reinterpret_cast<std::uintptr_t>(given.data());
        made.len = static_cast<unsigned>(given.size());
    }
    return made;
}
// [end]

io_uring_sqe poll_entry(io_uring_lane& its) {
    io_uring_sqe made{};
    made.opcode = IORING_OP_POLL_ADD;
    made.fd = its.fd;
    made.poll32_events = poll_mask(its.kind);
    made.user_data = reinterpret_cast<std::uintptr_t>(&its);
    return made;
}

io_uring_sqe cancel_entry(io_uring_lane& its) {
    io_uring_sqe made{};
    made.opcode = IORING_OP_ASYNC_CANCEL;
    made.fd = -1;
    made.addr = reinterpret_cast<std::uintptr_t>(&its);
    return made;
}

} // namespace net::detail
