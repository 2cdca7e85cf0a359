#include "03-epoll-reactor/pollers.h"

#include <stdexcept>

#if __has_include(<sys/epoll.h>)
#include "03-epoll-reactor/epoll_poller.h"
#endif
#if __has_include(<sys/event.h>)
#include "03-epoll-reactor/kqueue_poller.h"
#endif

namespace net {

std::vector<std::string> poller_names() {
    return {
#if __has_include(<sys/epoll.h>)
        "epoll",
#endif
#if __has_include(<sys/event.h>)
            "kqueue",
#endif
            "poll", "select"
    };
}

std::unique_ptr<poller> make_poller(const std::string& name, trigger how) {
#if __has_include(<sys/epoll.h>)
    if (name == "epoll") return std::make_unique<epoll_poller>(how);
#endif
#if __has_include(<sys/event.h>)
    if (name == "kqueue") return std::make_unique<kqueue_poller>(how);
#endif
    if (how == trigger::edge) {
        throw std::invalid_argument(name + " has no edge trigger");
    }
    return make_poller(name); // chapter 02's two
}

} // namespace net
