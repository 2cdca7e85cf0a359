// What has to be known of a descriptor before its calls can park: asked once,
// and kept.
#pragma once

#include <poll.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "05-ucontext-coroutines/scheduler.h"

namespace net {

/// Of one descriptor. The kernel keeps all of it; we keep a copy, and ask
/// again when somebody has called what might have changed it.
/// Threads:  any
class descriptor_facts {
public:
    bool is_socket() const { return what_ == kind::socket; }

    /// False of a file, which never makes anybody wait.
    bool can_wait() const { return what_ != kind::file; }

    /// By the program's own wish: then it wants to hear EAGAIN.
    bool is_nonblocking() const { return nonblocking_; }

    /// When a call that begins now has waited long enough: SO_RCVTIMEO and
    /// SO_SNDTIMEO.
    scheduler::time_point deadline(interest what) const;

    /// A read of a stream that got less than it had room for has got all.
    void note_read(std::size_t n, std::size_t room) {
        drained_ = is_stream_ && n < room && n > 0;
    }
    bool is_drained() const { return drained_ && !nonblocking_; }

private:
    friend descriptor_facts& facts_of(int fd);
    friend void forget_facts(int fd);

    enum class kind : unsigned char { socket, pipe, file };

    void ask(int fd);

    std::atomic<std::uint32_t> asked_ = 0; // when; 0: never
    std::atomic<kind> what_ = kind::file;
    std::atomic<bool> nonblocking_ = false;
    std::atomic<bool> is_stream_ = false;
    std::atomic<bool> drained_ = false;
    std::atomic<std::int64_t> receive_timeout_ = 0; // microseconds; 0: none
    std::atomic<std::int64_t> send_timeout_ = 0;
};

descriptor_facts& facts_of(int fd);

/// The number is about to mean something else.
void forget_facts(int fd);

/// Something may have changed, on whichever descriptor.
void ask_all_again();

/// Parks until `fd` is ready, or a set of them.
/// Shape:    false after `deadline`
bool park(int fd, interest what, scheduler::time_point deadline);
bool park(const pollfd* set, std::size_t count, scheduler::time_point deadline);

} // namespace net
