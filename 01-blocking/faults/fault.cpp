#include "01-blocking/faults/fault.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

namespace net {
namespace {

/// The board that FAULT_BOARD names.
fault_board* shared_board(const char* path) {
    const auto open = real<decltype(::open)>("open");
    const auto map = real<decltype(::mmap)>("mmap");
    const auto close = real<decltype(::close)>("close");
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    void* const place = map(nullptr, sizeof(fault_board),
                            PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (place == MAP_FAILED) std::abort(); // a wrong FAULT_BOARD
    return static_cast<fault_board*>(place);
}

/// Without FAULT_BOARD it is one of our own, on which all is well.
fault_board& board() {
    static fault_board own{};
    static const char* const path = std::getenv("FAULT_BOARD");
    static fault_board* const used = path ? shared_board(path) : &own;
    return *used;
}

} // namespace

std::vector<iovec> fault::allowed(std::span<const iovec> pieces) const {
    std::vector<iovec> kept;
    std::size_t left = most;
    for (iovec piece : pieces) {
        piece.iov_len = std::min(piece.iov_len, left);
        left -= piece.iov_len;
        if (piece.iov_len > 0) kept.push_back(piece);
    }
    return kept;
}

fault fault_of(std::size_t call, bool can_fail) {
    fault_board& shared = board();
    ++shared.made[call];
    if (!can_fail || shared.failing != call + 1) return {};
    if (shared.skipped.fetch_sub(1) > 0) return {};
    if (shared.times.fetch_sub(1) <= 0) return {};
    ++shared.hits;
    if (shared.error != 0) return {.error = shared.error};
    return {.most = shared.most};
}

bool waits(int fd) {
    static const auto control = real<decltype(::fcntl)>("fcntl");
    return (control(fd, F_GETFL) & O_NONBLOCK) == 0;
}

} // namespace net
