// The pollers' suite on kqueue: on this system's own, or on our stand-in.
#include "03-epoll-reactor/kqueue_poller.h"

#include "02-select-poll/tests/poller_suite.h"

namespace kqueue_poller_test {

using net::any_poller;
using net::kqueue_poller;
using net::poller_kind;

INSTANTIATE_TEST_SUITE_P(
    on, any_poller,
    testing::Values(
        poller_kind{"kqueue", [] { return std::make_unique<kqueue_poller>(); }},
        poller_kind{
            "kqueue_by_edges",
            [] { return std::make_unique<kqueue_poller>(net::trigger::edge); },
            poller_kind::speaks::once}),
    net::name_of);

} // namespace kqueue_poller_test
