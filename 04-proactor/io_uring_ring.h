// The kernel's two rings: what it shall do goes into one, and what it has done
// comes out of the other.
#pragma once

#include <linux/io_uring.h>

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "01-blocking/unique_fd.h"

namespace net::detail {

/// A region of memory that is mapped from a descriptor.
class mapping {
public:
    mapping() = default;
    /// Errors:   std::system_error "mmap: <reason>"
    mapping(int fd, std::size_t size, std::uint64_t offset);
    mapping(mapping&& other) noexcept { swap(other); }
    mapping& operator=(mapping&& other) noexcept {
        swap(other);
        return *this;
    }
    ~mapping();

    /// What lies `offset` bytes behind its begin.
    template <class T>
    T* at(std::size_t offset) const {
        return reinterpret_cast<T*>(begin_ + offset);
    }

private:
    void swap(mapping& other) noexcept;

    char* begin_ = nullptr; // null: nothing is mapped
    std::size_t size_ = 0;  // bytes
};

/// An io_uring. The two rings lie in memory that we share with the kernel:
///
/// 1. We fill an entry of the submission ring, and move the ring's tail.
/// 2. io_uring_enter() tells the kernel to look; it moves the head.
/// 3. When an entry is done, now or much later, the kernel puts its result
///    into the completion ring, and moves that one's tail.
/// 4. We take the result, and move the head.
///
/// So each of the four numbers has one writer. Whoever moves a tail has written
/// the entry before (release), and whoever has seen the tail (acquire) may read
/// it; a head says the same of entries that may be written again.
/// Threads:  one at a time for each ring; one may wait meanwhile
/// Source:   io_uring(7), io_uring_setup(2), io_uring_enter(2)
class io_uring_ring {
public:
    /// Shape:    `entries` is a power of two; completions have four times that
    /// Errors:   std::system_error "io_uring_setup: <reason>", also where the
    ///           kernel is older than Linux 5.11
    explicit io_uring_ring(unsigned entries);

    /// Adds an entry. Submits, if the ring is full.
    /// Errors:   std::system_error "io_uring_enter: <reason>"
    void add(const io_uring_sqe& entry);

    /// How many entries the kernel has not been told of.
    unsigned unsubmitted() const;

    /// Tells the kernel of them: one system call for all, or none for none.
    /// Errors:   std::system_error "io_uring_enter: <reason>"
    void submit();

    /// The same for `submitting` of them, and then waits until there is a
    /// completion; or until `timeout` is over, or somebody else submits, or a
    /// signal comes. If the kernel refuses one, that is a completion, and those
    /// behind it stay for the next time.
    /// Units:    a timeout of zero: only looks; below zero: for ever
    void submit_and_wait(unsigned submitting, std::chrono::nanoseconds timeout);

    /// The end of the completions that have come.
    unsigned completion_tail() const;

    /// Calls `take(const io_uring_cqe&)` for each up to there.
    template <class Take>
    void take_completions(unsigned tail, Take take) {
        unsigned head = *completion_head_;
        while (head != tail) {
            const io_uring_cqe one = completions_[head & completion_mask_];
            set_completion_head(++head); // its place is free: `one` is a copy
            take(one);
        }
    }

    /// True if the kernel keeps completions for which the ring had no place;
    /// the next submit_and_wait() brings them.
    bool has_overflown() const;

private:
    void set_completion_head(unsigned head);
    int enter(unsigned submitting, unsigned wanted, unsigned flags,
              void* argument, std::size_t size);

    unique_fd fd_;
    mapping rings_;
    mapping entries_;

    // Into the mappings. Both rings' numbers only grow, and wrap around.
    unsigned* submission_head_ = nullptr; // the kernel's
    unsigned* submission_tail_ = nullptr; // ours
    unsigned* submission_flags_ = nullptr;
    io_uring_sqe* submissions_ = nullptr;
    unsigned submission_count_ = 0;
    unsigned* completion_head_ = nullptr; // ours
    unsigned* completion_tail_ = nullptr; // the kernel's
    io_uring_cqe* completions_ = nullptr;
    unsigned completion_mask_ = 0;
};

} // namespace net::detail
