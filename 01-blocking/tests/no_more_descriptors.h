// A process that has run out of descriptors, for as long as a test needs it.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>

#include "01-blocking/error.h"
#include "01-blocking/unique_fd.h"

namespace net {

/// Allows no descriptor beyond those that are open, until it is destroyed.
class no_more_descriptors {
public:
    no_more_descriptors() {
        check(::getrlimit(RLIMIT_NOFILE, &previous_), "getrlimit");
        rlimit limit = previous_;
        // The kernel gives out the lowest free number: below it all is taken.
        limit.rlim_cur = static_cast<rlim_t>(lowest_free());
        check(::setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
    }
    no_more_descriptors(const no_more_descriptors&) = delete;
    no_more_descriptors& operator=(const no_more_descriptors&) = delete;
    ~no_more_descriptors() { ::setrlimit(RLIMIT_NOFILE, &previous_); }

private:
    static int lowest_free() {
        const unique_fd next(check(::open("/dev/null", O_CLOEXEC), "open"));
        return next.get();
    }

    rlimit previous_{};
};

} // namespace net
