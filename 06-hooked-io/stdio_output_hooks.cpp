// Writing to a FILE that may make its thread wait; and closing it.

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cstring>

#include "06-hooked-io/helper_threads.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/stdio_stream.h"

using net::real_call;
using net::stdio_stream;

namespace {

bool put(FILE* file, std::string_view bytes) {
    return stdio_stream(file).put(bytes) == bytes.size();
}

/// Lets close() itself close the descriptor, which tells those who wait for it
/// and forgets what we know: libc closes a second name of it, unseen.
/// Shape:    the first name
int take_descriptor(FILE* file) {
    const int fd = file->_fileno;
    const int other = fd < 0 ? -1 : ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (other == -1) return -1;
    file->_fileno = other;
    return fd;
}

} // namespace

extern "C" {

std::size_t fwrite(const void* from, std::size_t size, std::size_t count,
                   FILE* file) {
    static const auto real = real_call<decltype(::fwrite)>("fwrite");
    if (size * count == 0 || !stdio_stream::parks(file)) {
        return real(from, size, count, file);
    }
    stdio_stream stream(file);
    return stream.put({static_cast<const char*>(from), size * count}) / size;
}

std::size_t fwrite_unlocked(const void* from, std::size_t size,
                            std::size_t count, FILE* file) {
    return ::fwrite(from, size, count, file);
}

int fputs(const char* text, FILE* file) {
    static const auto real = real_call<decltype(::fputs)>("fputs");
    if (!stdio_stream::parks(file)) return real(text, file);
    return put(file, text) ? 1 : EOF;
}

int fputs_unlocked(const char* text, FILE* file) {
    return ::fputs(text, file);
}

int puts(const char* text) {
    static const auto real = real_call<decltype(::puts)>("puts");
    if (!stdio_stream::parks(stdout)) return real(text);
    stdio_stream stream(stdout); // both together
    const std::string_view all(text);
    const bool is_done = stream.put(all) == all.size() && stream.put("\n") == 1;
    return is_done ? static_cast<int>(all.size()) + 1 : EOF;
}

int fputc(int c, FILE* file) {
    static const auto real = real_call<decltype(::fputc)>("fputc");
    if (!stdio_stream::parks(file)) return real(c, file);
    const char byte = static_cast<char>(c);
    return put(file, {&byte, 1}) ? static_cast<unsigned char>(c) : EOF;
}

int putc(int c, FILE* file) {
    return ::fputc(c, file);
}

int putchar(int c) {
    return ::fputc(c, stdout);
}

int fputc_unlocked(int c, FILE* file) {
    return ::fputc(c, file);
}

int putc_unlocked(int c, FILE* file) {
    return ::fputc(c, file);
}

int putchar_unlocked(int c) {
    return ::fputc(c, stdout);
}

/// What the inlined putc_unlocked() calls when libc has no room left.
int __overflow(FILE* file, int c) {
    static const auto real = real_call<decltype(::__overflow)>("__overflow");
    if (c == EOF || !stdio_stream::parks(file)) return real(file, c);
    return ::fputc(c, file);
}

int fflush(FILE* file) {
    static const auto real = real_call<decltype(::fflush)>("fflush");
    FILE* const first = file == nullptr ? stdout : file; // the most likely one
    if (stdio_stream::parks(first) && !stdio_stream(first).drain()) return EOF;
    return real(file);
}

int fflush_unlocked(FILE* file) {
    return ::fflush(file);
}

int fclose(FILE* file) {
    static const auto real = real_call<decltype(::fclose)>("fclose");
    const bool is_drained =
        !stdio_stream::parks(file) || stdio_stream(file).drain();
    net::forget_lock_of(file);
    const int fd = take_descriptor(file);
    const int result = real(file);
    if (fd != -1 && ::close(fd) == -1) return EOF;
    return is_drained ? result : EOF;
}

/// libc waits for the process by itself.
int pclose(FILE* file) {
    static const auto real = real_call<decltype(::pclose)>("pclose");
    if (stdio_stream::parks(file)) stdio_stream(file).drain();
    net::forget_lock_of(file);
    const int fd = take_descriptor(file);
    if (fd != -1) ::close(fd);
    int result = 0;
    net::on_helper_thread([&] { result = real(file); });
    return result;
}

// Who locks a FILE, locks it for coroutines.

void flockfile(FILE* file) noexcept {
    static const auto real = real_call<decltype(::flockfile)>("flockfile");
    if (!stdio_stream::parks(file)) return real(file);
    net::lock_of(file).lock();
}

int ftrylockfile(FILE* file) noexcept {
    static const auto real =
        real_call<decltype(::ftrylockfile)>("ftrylockfile");
    if (!stdio_stream::parks(file)) return real(file);
    return net::lock_of(file).try_lock() == 0 ? 0 : -1;
}

void funlockfile(FILE* file) noexcept {
    static const auto real = real_call<decltype(::funlockfile)>("funlockfile");
    if (!stdio_stream::parks(file)) return real(file);
    net::lock_of(file).unlock();
}

} // extern "C"
