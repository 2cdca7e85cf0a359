// Reading from a FILE that may make its thread wait.

#include <stdarg.h>
#include <stdio.h>

#include <cerrno>
#include <cstdlib>

#include "06-hooked-io/helper_threads.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/stdio_stream.h"

using net::real_call;
using net::stdio_stream;

namespace {

/// A line, its end included, with room for a 0.
/// Shape:    how many bytes; 0 at the end
std::size_t take_line(stdio_stream& from, char* into, std::size_t room) {
    std::size_t n = 0;
    while (n + 1 < room) {
        const int c = from.take();
        if (c == EOF) break;
        into[n++] = static_cast<char>(c);
        if (c == '\n') break;
    }
    into[n] = '\0';
    return n;
}

/// As large as need be.
bool grow(char** line, std::size_t* size, std::size_t wanted) {
    if (*line != nullptr && *size >= wanted) return true;
    const std::size_t more = wanted < 120 ? 120 : 2 * wanted;
    auto* const grown = static_cast<char*>(std::realloc(*line, more));
    if (grown == nullptr) return false;
    *line = grown;
    *size = more;
    return true;
}

/// What asks for bytes as it goes, and may ask for any number of them.
int scan(FILE* from, const char* format, va_list arguments) {
    static const auto real = real_call<decltype(::vfscanf)>("__isoc99_vfscanf");
    if (!stdio_stream::parks(from)) return real(from, format, arguments);
    stdio_stream stream(from);
    stream.drain();
    va_list copy;
    va_copy(copy, arguments);
    int result = 0;
    net::on_helper_thread([&] { result = real(from, format, copy); });
    va_end(copy);
    return result;
}

} // namespace

extern "C" {

int fgetc(FILE* file) {
    static const auto real = real_call<decltype(::fgetc)>("fgetc");
    return stdio_stream::parks(file) ? stdio_stream(file).take() : real(file);
}

int getc(FILE* file) {
    return ::fgetc(file);
}

int getchar() {
    return ::fgetc(stdin);
}

int fgetc_unlocked(FILE* file) {
    return ::fgetc(file);
}

int getc_unlocked(FILE* file) {
    return ::fgetc(file);
}

int getchar_unlocked() {
    return ::fgetc(stdin);
}

/// What the inlined getc_unlocked() calls when libc has nothing left.
int __uflow(FILE* file) {
    static const auto real = real_call<decltype(::__uflow)>("__uflow");
    return stdio_stream::parks(file) ? stdio_stream(file).take() : real(file);
}

char* fgets(char* into, int size, FILE* file) {
    static const auto real = real_call<decltype(::fgets)>("fgets");
    if (size <= 1 || !stdio_stream::parks(file)) return real(into, size, file);
    stdio_stream stream(file);
    const std::size_t n =
        take_line(stream, into, static_cast<std::size_t>(size));
    return n == 0 || ::ferror_unlocked(file) ? nullptr : into;
}

char* fgets_unlocked(char* into, int size, FILE* file) {
    return ::fgets(into, size, file);
}

char* __fgets_chk(char* into, std::size_t room, int size, FILE* file) {
    if (size > 0 && static_cast<std::size_t>(size) > room) std::abort();
    return ::fgets(into, size, file);
}

std::size_t fread(void* into, std::size_t size, std::size_t count, FILE* file) {
    static const auto real = real_call<decltype(::fread)>("fread");
    if (size * count == 0 || !stdio_stream::parks(file)) {
        return real(into, size, count, file);
    }
    return stdio_stream(file).take(static_cast<char*>(into), size * count) /
           size;
}

std::size_t fread_unlocked(void* into, std::size_t size, std::size_t count,
                           FILE* file) {
    return ::fread(into, size, count, file);
}

std::size_t __fread_chk(void* into, std::size_t room, std::size_t size,
                        std::size_t count, FILE* file) {
    if (size * count > room) std::abort();
    return ::fread(into, size, count, file);
}

ssize_t getdelim(char** line, std::size_t* size, int end, FILE* file) {
    static const auto real = real_call<decltype(::getdelim)>("getdelim");
    if (line == nullptr || size == nullptr || !stdio_stream::parks(file)) {
        return real(line, size, end, file);
    }
    stdio_stream stream(file);
    std::size_t n = 0;
    for (int c = 0; c != end;) {
        c = stream.take();
        if (c == EOF) break;
        if (!grow(line, size, n + 2)) return -1;
        (*line)[n++] = static_cast<char>(c);
    }
    if (n == 0 || ::ferror_unlocked(file)) return -1;
    (*line)[n] = '\0';
    return static_cast<ssize_t>(n);
}

ssize_t __getdelim(char** line, std::size_t* size, int end, FILE* file) {
    return ::getdelim(line, size, end, file);
}

ssize_t getline(char** line, std::size_t* size, FILE* file) {
    return ::getdelim(line, size, '\n', file);
}

// <stdio.h> calls these __isoc99_vfscanf() and so on; so do who includes it.

int vfscanf(FILE* file, const char* format, va_list arguments) {
    return scan(file, format, arguments);
}

int vscanf(const char* format, va_list arguments) {
    return scan(stdin, format, arguments);
}

int fscanf(FILE* file, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int result = scan(file, format, arguments);
    va_end(arguments);
    return result;
}

int scanf(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int result = scan(stdin, format, arguments);
    va_end(arguments);
    return result;
}

} // extern "C"
