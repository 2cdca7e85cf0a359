#include "01-blocking/signal_pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

#include "01-blocking/error.h"

namespace net {
namespace {

// A handler is given nothing but the signal's number, so the way to the pipe
// leads through a global: the writing end for each signal that has a handler.
std::array<std::atomic<int>, NSIG> writing_ends;
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void write_signal(int signal) {
    const int saved_errno = errno; // the interrupted code may be about to ask
    const int end = writing_ends[static_cast<std::size_t>(signal)].load();
    const auto byte = static_cast<unsigned char>(signal);
    // A full pipe already says what this byte would say.
    if (end != -1) (void)!::write(end, &byte, 1);
    errno = saved_errno;
}

} // namespace

signal_pipe::signal_pipe(std::initializer_list<int> signals) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), "pipe2");
    reading_end_.reset(ends[0]);
    writing_end_.reset(ends[1]);

    for (const int signal : signals) {
        writing_ends[static_cast<std::size_t>(signal)] = writing_end_.get();
        struct sigaction action {};
        action.sa_handler = write_signal;
        action.sa_flags = SA_RESTART; // calls that can go on, go on
        ::sigemptyset(&action.sa_mask);
        struct sigaction previous {};
        check(::sigaction(signal, &action, &previous), "sigaction");
        previous_.push_back({signal, previous});
    }
}

signal_pipe::~signal_pipe() {
    for (const replaced& old : previous_) {
        ::sigaction(old.signal, &old.action, nullptr);
        writing_ends[static_cast<std::size_t>(old.signal)] = -1;
    }
}

int signal_pipe::take() {
    unsigned char signal = 0;
    return ::read(reading_end_.get(), &signal, 1) == 1 ? signal : 0;
}

} // namespace net
