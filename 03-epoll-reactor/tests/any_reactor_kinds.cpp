// The kinds of reactor that every test of any_reactor runs on.
#include "03-epoll-reactor/tests/any_reactor.h"

namespace {

using net::any_reactor;

std::vector<net::reactor_kind> kinds() {
    std::vector<net::reactor_kind> all;
    for (const std::string& poller : net::poller_names()) {
        all.push_back({poller, net::trigger::level});
        const bool knows_edges = poller == "epoll" || poller == "kqueue";
        if (knows_edges) all.push_back({poller, net::trigger::edge});
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(
    on, any_reactor, testing::ValuesIn(kinds()), [](const auto& kind) {
        return kind.param.poller +
               (kind.param.how == net::trigger::edge ? "_by_edges" : "");
    });

} // namespace
