// What the hooks that make descriptors tell of them.
#pragma once

#include "06-hooked-io/descriptor_facts.h"

namespace net {

/// A call has made `fd`, unless it is -1.
/// Shape:    returns it; errno is left alone
int note_new(int fd, descriptor_kind kind, bool nonblocking);

/// As socket(2) and accept4(2) have it.
int note_socket(int fd, int type);
int note_accepted(int fd, int listener, int flags);

/// Another number for the same open file: now nobody knows who uses it.
int note_copy(int to, int from);

/// While one is alive, the descriptors that its thread makes are ours and not
/// the program's: they get high numbers, for programs count on the low ones,
/// and the program cannot close them.
class own_descriptors {
public:
    own_descriptors() { ++depth_; }
    own_descriptors(const own_descriptors&) = delete;
    ~own_descriptors() { --depth_; }

    static bool is_alive() { return depth_ > 0; }

private:
    static inline constinit thread_local int depth_ = 0;
};

/// Gives a new descriptor such a number, if one of the above is alive.
/// Shape:    returns it
int note_own(int fd);

/// Another, high number for the same file; a low one if there is none.
int copy_high(int fd);

} // namespace net
