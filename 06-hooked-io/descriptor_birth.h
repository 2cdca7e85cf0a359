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

} // namespace net
