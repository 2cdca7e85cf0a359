// For LD_PRELOAD: who has read something is busy for a while, as with work of
// his own, before he hears of it. The servers here have next to none.
//
//   env BUSY_READ_US=20 LD_PRELOAD=.../libbusy_read.so SERVER

#include <dlfcn.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace {

/// Units:    nanoseconds that this thread has had a processor
long long worked() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

/// Shape:    n, once the work is done
ssize_t busy_after(ssize_t n) {
    static const char* const us = std::getenv("BUSY_READ_US");
    static const long long work = us ? std::atoll(us) * 1000 : 0;
    if (n <= 8) return n; // a wake-up, a signal, the end, or an error
    const long long end = worked() + work;
    while (worked() < end) {
    }
    return n;
}

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

} // namespace

extern "C" {

ssize_t read(int fd, void* into, size_t size) {
    static const auto real = next<decltype(::read)>("read");
    return busy_after(real(fd, into, size));
}

ssize_t recv(int fd, void* into, size_t size, int flags) {
    static const auto real = next<decltype(::recv)>("recv");
    return busy_after(real(fd, into, size, flags));
}

} // extern "C"
