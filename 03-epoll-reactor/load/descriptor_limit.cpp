#include "03-epoll-reactor/load/descriptor_limit.h"

#include <sys/resource.h>

#include <stdexcept>

#include "01-blocking/error.h"
#include "03-epoll-reactor/load/text.h"

namespace net {
namespace {

constexpr std::size_t others = 32; // a terminal, a poller, some files

} // namespace

void allow_descriptors(std::size_t sockets) {
    rlimit limit{};
    check(::getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    check(::setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
    if (limit.rlim_max == RLIM_INFINITY) return;
    if (sockets + others <= limit.rlim_max) return;
    throw std::runtime_error(with_commas(sockets) + " connections need " +
                             with_commas(sockets + others) +
                             " descriptors, but the limit is " +
                             with_commas(limit.rlim_max) + " (ulimit -Hn)");
}

} // namespace net
