#include "04-proactor/io_uring_ring.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <utility>

#include "01-blocking/error.h"

namespace net::detail {
namespace {

// The C library has no functions for these two.
int io_uring_setup(unsigned entries, io_uring_params& parameters) {
    return static_cast<int>(
        ::syscall(__NR_io_uring_setup, entries, &parameters));
}

/// What of a kernel's abilities we use, and all since Linux 5.11 have.
constexpr unsigned needed_features =
    IORING_FEAT_SINGLE_MMAP |   // both rings in one mapping
    IORING_FEAT_NODROP |        // no completion is lost, however many
    IORING_FEAT_SUBMIT_STABLE | // a submitted entry may be written over
    IORING_FEAT_FAST_POLL |     // who has to wait costs no thread
    IORING_FEAT_EXT_ARG;        // a wait may have a timeout

constexpr std::size_t signal_mask_size = 8; // the kernel's, not sigset_t's

} // namespace

mapping::mapping(int fd, std::size_t size, std::uint64_t offset) : size_(size) {
    void* const begin =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
               fd, static_cast<off_t>(offset));
    if (begin == MAP_FAILED) throw std::system_error(last_error(), "mmap");
    begin_ = static_cast<char*>(begin);
}

mapping::~mapping() {
    if (begin_) ::munmap(begin_, size_);
}

void mapping::swap(mapping& other) noexcept {
    std::swap(begin_, other.begin_);
    std::swap(size_, other.size_);
}

io_uring_ring::io_uring_ring(unsigned entries) {
    io_uring_params given{};
    given.flags = IORING_SETUP_CQSIZE;
    given.cq_entries = 4 * entries;
    fd_.reset(check(io_uring_setup(entries, given), "io_uring_setup"));
    if ((given.features & needed_features) != needed_features) {
        throw std::system_error(ENOSYS, std::system_category(),
                                "io_uring_setup");
    }
    const std::size_t size = std::max<std::size_t>(
        given.sq_off.array + given.sq_entries * sizeof(unsigned),
        given.cq_off.cqes + given.cq_entries * sizeof(io_uring_cqe));
    rings_ = mapping(fd_.get(), size, IORING_OFF_SQ_RING);
    entries_ = mapping(fd_.get(), given.sq_entries * sizeof(io_uring_sqe),
                       IORING_OFF_SQES);

    submission_head_ = rings_.at<unsigned>(given.sq_off.head);
    submission_tail_ = rings_.at<unsigned>(given.sq_off.tail);
    submission_flags_ = rings_.at<unsigned>(given.sq_off.flags);
    submissions_ = entries_.at<io_uring_sqe>(0);
    submission_count_ = given.sq_entries;
    completion_head_ = rings_.at<unsigned>(given.cq_off.head);
    completion_tail_ = rings_.at<unsigned>(given.cq_off.tail);
    completions_ = rings_.at<io_uring_cqe>(given.cq_off.cqes);
    completion_mask_ = given.cq_entries - 1;

    // The submission ring has numbers of entries, so that these may stand in
    // any order. Ours stand in the ring's own.
    auto* const order = rings_.at<unsigned>(given.sq_off.array);
    for (unsigned i = 0; i < submission_count_; ++i) order[i] = i;
}

// [lesson: ring-add]
void io_uring_ring::add(const io_uring_sqe& entry) {
    while (unsubmitted() == submission_count_) submit();
    const unsigned tail = *submission_tail_; // only we write it
    submissions_[tail & (submission_count_ - 1)] = entry;
    std::atomic_ref(*submission_tail_)
        .store(tail + 1, std::memory_order_release); // it may be read from now
}
// [end]

unsigned io_uring_ring::unsubmitted() const {
    return *submission_tail_ -
           std::atomic_ref(*submission_head_).load(std::memory_order_acquire);
}

void io_uring_ring::submit() {
    while (const unsigned n = unsubmitted()) {
        if (enter(n, 0, 0, nullptr, 0) == -1 && errno != EINTR)
            throw std::system_error(last_error(), "io_uring_enter");
    }
}

void io_uring_ring::submit_and_wait(unsigned submitting,
                                    std::chrono::nanoseconds timeout) {
    using std::chrono::seconds;
    const auto whole = std::chrono::duration_cast<seconds>(timeout);
    __kernel_timespec limit{whole.count(), (timeout - whole).count()};
    io_uring_getevents_arg argument{};
    argument.sigmask_sz = signal_mask_size;
    if (timeout >= std::chrono::nanoseconds(0))
        argument.ts = reinterpret_cast<std::uint64_t>(&limit);
    const unsigned wanted = timeout == std::chrono::nanoseconds(0) ? 0 : 1;
    const int result =
        enter(submitting, wanted, IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG,
              &argument, sizeof argument);
    if (result == -1 && errno != EINTR && errno != ETIME)
        throw std::system_error(last_error(), "io_uring_enter");
}

bool io_uring_ring::has_overflown() const {
    return std::atomic_ref(*submission_flags_).load(std::memory_order_relaxed) &
           IORING_SQ_CQ_OVERFLOW;
}

unsigned io_uring_ring::completion_tail() const {
    return std::atomic_ref(*completion_tail_).load(std::memory_order_acquire);
}

void io_uring_ring::set_completion_head(unsigned head) {
    std::atomic_ref(*completion_head_).store(head, std::memory_order_release);
}

int io_uring_ring::enter(unsigned submitting, unsigned wanted, unsigned flags,
                         void* argument, std::size_t size) {
    return static_cast<int>(::syscall(__NR_io_uring_enter, fd_.get(),
                                      submitting, wanted, flags, argument,
                                      size));
}

} // namespace net::detail
