// What has to be known of a descriptor before its calls can park.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "02-select-poll/poller.h"

namespace net {

enum class descriptor_kind : unsigned char {
    unknown, // nothing open, or not yet asked
    file,    // never makes anybody wait; all that follow may
    stream,  // a socket without messages
    packets, // any other socket
    device,  // a terminal and its like
    other    // a pipe, an eventfd, a timerfd
};

/// Of one descriptor number. The kernel keeps all of it; we keep a copy of what
/// nobody can change without calling us, and ask for the rest each time.
/// Threads:  any
class descriptor_facts {
public:
    bool is_socket() const {
        return kind_ == descriptor_kind::stream ||
               kind_ == descriptor_kind::packets;
    }
    bool is_stream() const { return kind_ == descriptor_kind::stream; }
    bool is_device() const { return kind_ == descriptor_kind::device; }
    bool can_wait() const { return kind_ > descriptor_kind::file; }

    /// True if the program wants to hear EAGAIN, and we know it.
    bool is_known_nonblocking() const { return is_private() && nonblocking_; }

    /// The same, and asks if need be.
    bool is_nonblocking(int fd) const {
        return is_private() ? nonblocking_.load() : is_asked_nonblocking(fd);
    }

    /// SO_RCVTIMEO or SO_SNDTIMEO.
    /// Units:    microseconds; 0: none
    std::int64_t timeout(int fd, interest what) {
        const bool reads = what == interest::readable;
        const std::int64_t known = reads ? receive_timeout_ : send_timeout_;
        return known != -1 && is_private() ? known : ask_timeout(fd, what);
    }

    /// A read of a stream that got less than it had room for has got all, so
    /// the next one need not try before it waits.
    void note_read(std::size_t n, std::size_t room) {
        const bool is_drained = n > 0 && n < room && is_stream();
        is_drained_.store(is_drained, std::memory_order_relaxed);
    }
    bool is_drained() const { return is_drained_; }

    // What the hooks of the calls that change it say.
    void note_birth(descriptor_kind kind, bool nonblocking);
    void note_copy() { is_born_here_ = false; }
    void note_nonblocking(bool is) { nonblocking_ = is; }
    void note_option(int name, const void* value);
    void copy_options(const descriptor_facts& listener);

    std::size_t low_water() const { return low_water_; }
    bool lingers() const { return lingers_; }
    descriptor_kind kind() const { return kind_; }

    /// RWF_NOWAIT is not for everything.
    std::atomic<bool> refuses_nowait = false;

    /// Held between a look whether there is something and the call that takes
    /// it, for others may want it as well.
    std::atomic<bool> is_locked = false;

    /// Not the program's, which is not to close it.
    std::atomic<bool> is_ours = false;

    /// The workers whose reactors watch it, a bit each.
    std::atomic<std::uint64_t> watched_by = 0;

    /// How many calls wait for this number since theirs was closed. The last
    /// one closes this one too.
    std::atomic<int> kept_for = 0;

private:
    friend class facts_table;
    friend descriptor_facts& facts_of(int fd);

    bool is_private() const { return is_born_here_ && forks_ == all_forks_; }
    void ask(int fd);
    bool is_asked_nonblocking(int fd) const;
    std::int64_t ask_timeout(int fd, interest what);

    /// What a child may do to the descriptors it has inherited, we do not see.
    static inline constinit std::atomic<std::uint32_t> all_forks_ = 0;

    std::atomic<descriptor_kind> kind_ = descriptor_kind::unknown;
    std::atomic<bool> is_born_here_ = false; // and never copied
    std::atomic<bool> nonblocking_ = false;  // as far as we have been told
    std::atomic<bool> is_drained_ = false;
    std::atomic<bool> lingers_ = false;        // SO_LINGER
    std::atomic<std::uint32_t> low_water_ = 1; // SO_RCVLOWAT; 0 is 1 too
    std::atomic<std::uint32_t> forks_ = 0;     // how many there were at birth
    std::atomic<std::int64_t> receive_timeout_ = -1; // microseconds; -1: ask
    std::atomic<std::int64_t> send_timeout_ = -1;
};

/// Those of all descriptors.
class facts_table {
public:
    static descriptor_facts& at(int fd) {
        descriptor_facts* const all = all_.load(std::memory_order_acquire);
        const auto i = static_cast<std::size_t>(fd); // -1 is beyond all
        return all != nullptr && i < size_ ? all[i] : at_first_or_beyond(fd);
    }

private:
    static descriptor_facts& at_first_or_beyond(int fd);
    static descriptor_facts* make();

    static constexpr std::size_t size_ = 1 << 20; // more are asked about anew
    static inline constinit std::atomic<descriptor_facts*> all_ = nullptr;
};

/// What is known already.
inline descriptor_facts& known_facts_of(int fd) {
    return facts_table::at(fd);
}

/// Asks the kernel at the first time. Nothing is known of what is not open.
inline descriptor_facts& facts_of(int fd) {
    descriptor_facts& facts = known_facts_of(fd);
    if (facts.kind_ == descriptor_kind::unknown) facts.ask(fd);
    return facts;
}

} // namespace net
