// open(2) and openat(2): the open of a FIFO waits for its other end.

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdarg>

#include "06-hooked-io/call_outside.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

using net::real_call;

namespace {

/// No descriptor tells when the other end is opened, for there is none yet. So
/// another thread waits for it.
bool is_fifo(int folder, const char* path, int flags) {
    constexpr int does_not_wait = O_NONBLOCK | O_PATH | O_DIRECTORY;
    if (net::hooked_task() == nullptr || path == nullptr) return false;
    if ((flags & does_not_wait) || (flags & O_ACCMODE) == O_RDWR) return false;
    const int error = errno;
    struct stat status {};
    const bool found = ::fstatat(folder, path, &status, 0) == 0;
    errno = error;
    return found && S_ISFIFO(status.st_mode);
}

int open_file(int folder, const char* path, int flags, mode_t mode = 0) {
    static const auto real = real_call<decltype(::openat)>("openat");
    if (!is_fifo(folder, path, flags)) return real(folder, path, flags, mode);
    return net::call_outside([=] { return real(folder, path, flags, mode); });
}

/// The argument that only O_CREAT and O_TMPFILE have.
mode_t mode_of(int flags, std::va_list& rest) {
    const bool creates = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
    return creates ? va_arg(rest, mode_t) : 0;
}

} // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_file(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_file(folder, path, flags, mode);
}

// Where off_t has 64 bits, these are the same.
static_assert(sizeof(off_t) == 8);

int open64(const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_file(AT_FDCWD, path, flags, mode);
}

int openat64(int folder, const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_file(folder, path, flags, mode);
}

// What a program compiled with _FORTIFY_SOURCE calls, when there is no mode.
int __open_2(const char* path, int flags) {
    return open_file(AT_FDCWD, path, flags);
}

int __open64_2(const char* path, int flags) {
    return open_file(AT_FDCWD, path, flags);
}

} // extern "C"
