#include "06-hooked-io/blocking_call.h"

#include <poll.h>

#include "06-hooked-io/descriptor_parking.h"
#include "06-hooked-io/interruption.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/timeouts.h"

namespace net {

void blocking_call::give_back() {
    const int error = errno;
    net::give_back(fd_);
    errno = error;
}

// [lesson: park]
bool blocking_call::park() {
    if (last_words_ == 0 && facts_->is_nonblocking(fd_)) last_words_ = EAGAIN;
    if (last_words_ != 0) {
        errno = last_words_;
        return false;
    }
    if (!deadline_) {
        const auto time =
            std::chrono::microseconds(facts_->timeout(fd_, what_));
        deadline_ = time.count() == 0 ? scheduler::never : after(time);
    }
    descriptor_wait one;
    one.fd = fd_;
    one.wanted = what_;
    const bool reads = what_ == interest::readable;
    switch (net::park(one, reads ? "bytes from" : "room in", *deadline_)) {
        case wait_end::ready: break;
        case wait_end::timed_out: last_words_ = EAGAIN; break;
        case wait_end::restarts:
            if (*deadline_ == scheduler::never) break; // see signal(7)
            [[fallthrough]];
        case wait_end::interrupted: last_words_ = EINTR; break;
    }
    if (one.forgotten && one.fd != -1) {
        is_kept_ = true;
        fd_ = one.fd;
        facts_ = &facts_of(fd_);
    }
    is_worth_trying_ = true;
    return true;
}
// [end]

bool blocking_call::is_broken() const {
    if (!facts_->is_socket()) return false;
    static const auto real = real_call<decltype(::poll)>("poll");
    pollfd look{fd_, 0, 0};
    return real(&look, nfds_t{1}, 0) == 1;
}

} // namespace net
