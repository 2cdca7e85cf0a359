// A FILE on a pipe, a socket or a terminal. libc reads and writes by itself,
// where no hook sees it; so a coroutine waits before libc would.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string_view>

#include "06-hooked-io/mutex.h"

namespace net {

/// Such a FILE, for one call, with a lock that coroutines wait for. libc's own
/// lock belongs to the kernel's thread, and is never held while we park.
class stdio_stream {
public:
    /// True if calls of this FILE are to park whoever runs this code.
    static bool parks(FILE* file);

    explicit stdio_stream(FILE* file);
    stdio_stream(const stdio_stream&) = delete;
    ~stdio_stream();

    /// The next byte, or EOF. Parks if nothing is there.
    int take();

    /// So many bytes, or fewer at the end.
    std::size_t take(char* into, std::size_t size);

    /// Parks until something can be read, if libc has nothing left. First it
    /// writes what is to be written: the answer may depend on it.
    void await_input();

    /// Shape:    how many bytes are written, or kept to be written
    std::size_t put(std::string_view bytes);

    /// Writes what has been kept.
    /// Shape:    false if it could not; the FILE then has its error flag
    bool drain();

private:
    bool begin_writing();
    std::size_t keep(std::string_view bytes);
    bool write_all(std::string_view bytes);

    FILE* const file_;
    hooked_mutex& lock_;
};

/// flockfile(3) and its family, for these.
hooked_mutex& lock_of(FILE* file);

/// It is about to be closed.
void forget_lock_of(FILE* file);

/// In the child of a fork, as libc does with its own.
void forget_all_file_locks();

} // namespace net
