// printf() and its family: the text is made first, and then it is written as
// any other.

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "06-hooked-io/real_call.h"
#include "06-hooked-io/stdio_stream.h"
#include "06-hooked-io/worker.h"

using net::stdio_stream;

namespace {

struct frees {
    void operator()(char* text) const { std::free(text); }
};

/// Calls `write` with the text.
/// Shape:    what printf() returns
template <class Write>
int print(const char* format, va_list arguments, Write write) {
    char* made = nullptr;
    const int size = ::vasprintf(&made, format, arguments);
    if (size < 0) return size;
    const std::unique_ptr<char, frees> text(made);
    return write({made, static_cast<std::size_t>(size)}) ? size : -1;
}

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(fd, text.data(), text.size());
        if (n == -1) return false;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

} // namespace

extern "C" {

int vfprintf(FILE* file, const char* format, va_list arguments) {
    static const auto real = net::real_call<decltype(::vfprintf)>("vfprintf");
    if (!stdio_stream::parks(file)) return real(file, format, arguments);
    return print(format, arguments, [&](std::string_view text) {
        return stdio_stream(file).put(text) == text.size();
    });
}

int vprintf(const char* format, va_list arguments) {
    return ::vfprintf(stdout, format, arguments);
}

int fprintf(FILE* file, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int result = ::vfprintf(file, format, arguments);
    va_end(arguments);
    return result;
}

int printf(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int result = ::vfprintf(stdout, format, arguments);
    va_end(arguments);
    return result;
}

int vdprintf(int fd, const char* format, va_list arguments) {
    static const auto real = net::real_call<decltype(::vdprintf)>("vdprintf");
    if (net::hooked_task() == nullptr) return real(fd, format, arguments);
    return print(format, arguments,
                 [=](std::string_view text) { return write_all(fd, text); });
}

int dprintf(int fd, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int result = ::vdprintf(fd, format, arguments);
    va_end(arguments);
    return result;
}

// The same for programs built with _FORTIFY_SOURCE.

int __vfprintf_chk(FILE* file, int, const char* format, va_list arguments) {
    return ::vfprintf(file, format, arguments);
}

int __vprintf_chk(int, const char* format, va_list arguments) {
    return ::vfprintf(stdout, format, arguments);
}

int __fprintf_chk(FILE* file, int, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int result = ::vfprintf(file, format, arguments);
    va_end(arguments);
    return result;
}

int __printf_chk(int, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int result = ::vfprintf(stdout, format, arguments);
    va_end(arguments);
    return result;
}

int __vdprintf_chk(int fd, int, const char* format, va_list arguments) {
    return ::vdprintf(fd, format, arguments);
}

int __dprintf_chk(int fd, int, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int result = ::vdprintf(fd, format, arguments);
    va_end(arguments);
    return result;
}

} // extern "C"
