#include "03-epoll-reactor/survival/visit.h"

#include "03-epoll-reactor/survival/flaky_backend.h"
#include "03-epoll-reactor/survival/well_behaved.h"

namespace net {

using namespace std::chrono_literals;

namespace {

/// What a backend of our own says is what the gateway's says as well.
std::vector<std::string> right_answers(const survival_options& options) {
    if (options.kind != load_kind::gateway) return {};
    return flaky_backend(options.backend).right_answers();
}

} // namespace

std::string visit_server(const survival_options& options) {
    // Who is stopped cannot tell how long an answer took, nor whether the
    // backend was there meanwhile: it is the bytes that count.
    constexpr auto any_time = 1h;
    arena place(options.kind, *options.visited, any_time, options.pace);
    place.want_of_a_backend.begin();
    well_behaved clients(place, right_answers(options));
    const auto end = place.loop().now() + options.duration;
    while (place.fault().empty() && place.loop().now() < end) {
        place.loop().run_one(50ms);
    }
    clients.leave();
    return place.fault();
}

} // namespace net
