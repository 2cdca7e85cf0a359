#include "06-hooked-io/stdio_stream.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio_ext.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "06-hooked-io/descriptor_facts.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

namespace net {
namespace {

// What libc keeps in FILE::_flags, whose members it shows for its own macros.
constexpr int unbuffered = 0x2;
constexpr int cannot_read = 0x4;
constexpr int at_end = 0x10;
constexpr int has_error = 0x20;
constexpr int has_ungotten = 0x100; // ungetc() has put its own buffer before
constexpr int line_buffered = 0x200;
constexpr int is_writing = 0x800;

/// By FILE, from its first use to its end.
class all_locks {
public:
    hooked_mutex& of(FILE* file) {
        const hooks_off plain;
        const std::lock_guard guard(mutex_);
        std::unique_ptr<hooked_mutex>& one = locks_[file];
        if (!one) {
            one = std::make_unique<hooked_mutex>();
            one->kind = PTHREAD_MUTEX_RECURSIVE;
        }
        return *one;
    }
    void forget(FILE* file) {
        const hooks_off plain;
        const std::lock_guard guard(mutex_);
        locks_.erase(file);
    }

private:
    std::mutex mutex_;
    std::unordered_map<FILE*, std::unique_ptr<hooked_mutex>> locks_;
};

constinit std::atomic<all_locks*> the_locks = nullptr; // never destroyed

all_locks& locks() {
    all_locks* found = the_locks;
    if (found != nullptr) return *found;
    auto fresh = std::make_unique<all_locks>();
    return *(the_locks.compare_exchange_strong(found, fresh.get())
                 ? fresh.release()
                 : found);
}

/// libc's own lock, against threads that are no coroutines.
class libcs_lock {
public:
    explicit libcs_lock(FILE* file) : file_(file) {
        static const auto real = real_call<decltype(::flockfile)>("flockfile");
        real(file_);
    }
    libcs_lock(const libcs_lock&) = delete;
    ~libcs_lock() {
        static const auto real =
            real_call<decltype(::funlockfile)>("funlockfile");
        real(file_);
    }

private:
    FILE* const file_;
};

bool has_input(FILE* file) {
    const bool more_behind = (file->_flags & has_ungotten) != 0 &&
                             file->_IO_save_base < file->_IO_save_end;
    return file->_IO_read_ptr < file->_IO_read_end || more_behind ||
           (file->_flags & (at_end | cannot_read)) != 0;
}

/// For good: who has made it non-blocking wants to hear of it.
void await_readable(int fd) {
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags == -1 || (flags & O_NONBLOCK) != 0) return;
    pollfd one{fd, POLLIN, 0};
    while (::poll(&one, 1, -1) == -1 && errno == EINTR) {
    }
}

} // namespace

bool stdio_stream::parks(FILE* file) {
    return hooked_task() != nullptr && file->_mode <= 0 && file->_fileno >= 0 &&
           facts_of(file->_fileno).can_wait();
}

stdio_stream::stdio_stream(FILE* file) : file_(file), lock_(lock_of(file)) {
    lock_.lock();
}

stdio_stream::~stdio_stream() {
    lock_.unlock();
}

void stdio_stream::await_input() {
    if (has_input(file_)) return;
    drain();
    await_readable(file_->_fileno);
}

int stdio_stream::take() {
    static const auto real = real_call<decltype(::__uflow)>("__uflow");
    await_input();
    const libcs_lock guard(file_);
    if (file_->_IO_read_ptr >= file_->_IO_read_end) return real(file_);
    return static_cast<unsigned char>(*file_->_IO_read_ptr++);
}

std::size_t stdio_stream::take(char* into, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
        const int first = take();
        if (first == EOF) break;
        into[done++] = static_cast<char>(first);
        const libcs_lock guard(file_);
        const std::size_t n = std::min<std::size_t>(
            size - done, static_cast<std::size_t>(file_->_IO_read_end -
                                                  file_->_IO_read_ptr));
        std::memcpy(into + done, file_->_IO_read_ptr, n);
        file_->_IO_read_ptr += n;
        done += n;
    }
    return done;
}

/// libc gets a buffer, and is ready to write.
bool stdio_stream::begin_writing() {
    static const auto real = real_call<decltype(::__overflow)>("__overflow");
    if ((file_->_flags & is_writing) && file_->_IO_write_base) return true;
    return real(file_, EOF) != EOF;
}

bool stdio_stream::write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(file_->_fileno, bytes.data(), bytes.size());
        if (n == -1) {
            file_->_flags |= has_error;
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

bool stdio_stream::drain() {
    std::string kept;
    {
        const libcs_lock guard(file_);
        const std::size_t size = ::__fpending(file_);
        if (size == 0) return true;
        kept.assign(file_->_IO_write_base, size);
        ::__fpurge(file_);
    }
    return write_all(kept);
}

std::size_t stdio_stream::keep(std::string_view bytes) {
    std::size_t done = 0;
    for (;;) {
        {
            const libcs_lock guard(file_);
            const std::size_t n =
                std::min(bytes.size() - done,
                         static_cast<std::size_t>(file_->_IO_buf_end -
                                                  file_->_IO_write_ptr));
            std::memcpy(file_->_IO_write_ptr, bytes.data() + done, n);
            file_->_IO_write_ptr += n;
            done += n;
        }
        if (done == bytes.size() || !drain()) return done;
    }
}

std::size_t stdio_stream::put(std::string_view bytes) {
    {
        const libcs_lock guard(file_);
        if (!begin_writing()) return 0;
    }
    if (file_->_flags & unbuffered) {
        return drain() && write_all(bytes) ? bytes.size() : 0;
    }
    const std::size_t line_end = bytes.rfind('\n');
    if ((file_->_flags & line_buffered) == 0 || line_end == bytes.npos) {
        return keep(bytes);
    }
    const std::size_t lines = line_end + 1;
    if (keep(bytes.substr(0, lines)) < lines || !drain()) return 0;
    return lines + keep(bytes.substr(lines));
}

hooked_mutex& lock_of(FILE* file) {
    return locks().of(file);
}

void forget_lock_of(FILE* file) {
    locks().forget(file);
}

void forget_all_file_locks() {
    the_locks = nullptr;
}

} // namespace net
