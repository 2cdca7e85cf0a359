#include "03-epoll-reactor/survival/well_behaved.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "03-epoll-reactor/survival/steady_chat.h"
#include "03-epoll-reactor/survival/steady_echo.h"
#include "03-epoll-reactor/survival/steady_gateway.h"

namespace net {

using namespace std::chrono_literals;

namespace {

constexpr auto between_ticks = 20ms;
constexpr auto between_newcomers = 50ms;

} // namespace

well_behaved::well_behaved(arena& place, std::vector<std::string> right_answers)
    : place_(place),
      right_answers_(std::move(right_answers)),
      name_("member of " + std::to_string(::getpid()) + ": "),
      room_(name_, connected),
      last_tick_(place.loop().now()) {
    for (std::size_t i = 0; i < connected; ++i) connect(i);
    tick();
}

well_behaved::~well_behaved() {
    place_.loop().cancel(timer_);
}

void well_behaved::connect(std::size_t index) {
    place_.connect([this, index](std::error_code error, unique_fd socket) {
        if (error) {
            return place_.fail("a client cannot connect: " + error.message());
        }
        settle_down(make_resident(std::move(socket), index));
    });
}

void well_behaved::settle_down(client one) {
    residents_.push_back(one);
    one->start();
    if (residents_.size() < connected) return;
    // In a chat, the marker is said when all are there.
    for (const client& each : residents_) each->begin();
}

bool well_behaved::all_are_served() const {
    return residents_.size() == connected &&
           std::all_of(residents_.begin(), residents_.end(),
                       [](const client& each) { return each->answers() > 0; });
}

void well_behaved::let_newcomers_in() {
    newcomers_may_come_ = true;
    for (std::size_t i = 0; i < newcomers; ++i) invite();
}

void well_behaved::invite() {
    if (!newcomers_may_come_) return;
    const auto since = place_.loop().now();
    place_.connect([this, since](std::error_code error, unique_fd socket) {
        if (error) {
            return place_.fail("a newcomer cannot connect: " + error.message());
        }
        guests_.push_back(make_guest(std::move(socket), since));
        guests_.back()->start();
        guests_.back()->begin();
    });
}

void well_behaved::leave() {
    keep_newcomers_out();
    for (const client& each : residents_) each->leave();
    for (const client& each : guests_) each->leave();
    guests_.clear();
}

/// Looks at the clock, and sees guests off.
void well_behaved::tick() {
    const auto now = place_.loop().now();
    place_.longest_lateness =
        std::max(place_.longest_lateness, now - last_tick_ - between_ticks);
    last_tick_ = now;
    for (const client& each : residents_) each->check_time();
    for (const client& each : guests_) each->check_time();
    const auto gone = std::erase_if(
        guests_, [](const client& each) { return !each->is_open(); });
    for (std::size_t i = 0; i < gone; ++i) {
        place_.loop().call_after(place_.paced(between_newcomers),
                                 [this] { invite(); });
    }
    if (place_.kind() == load_kind::chat && all_are_served()) {
        std::uint64_t slowest = ~0ull;
        for (const client& each : residents_) {
            const auto& member = static_cast<const steady_chat&>(*each);
            slowest = std::min(slowest, member.position());
        }
        room_.forget_before(slowest);
    }
    timer_ = place_.loop().call_after(between_ticks, [this] { tick(); });
}

well_behaved::client well_behaved::make_resident(unique_fd socket,
                                                 std::size_t index) {
    const auto now = place_.loop().now();
    switch (place_.kind()) {
        case load_kind::chat:
            return std::make_shared<steady_chat>(
                place_, std::move(socket), now, room_,
                encode_chat_message("begin " + name_), index);
        case load_kind::gateway:
            return std::make_shared<steady_gateway>(place_, std::move(socket),
                                                    standing::connected, now,
                                                    right_answers_);
        default: break;
    }
    return std::make_shared<steady_echo>(place_, std::move(socket),
                                         standing::connected, now, index);
}

well_behaved::client well_behaved::make_guest(unique_fd socket,
                                              reactor::time_point since) {
    const std::uint64_t number = connected + invited_++;
    switch (place_.kind()) {
        case load_kind::chat:
            return std::make_shared<chat_newcomer>(
                place_, std::move(socket), since,
                encode_chat_message("guest " + std::to_string(number) + " of " +
                                    name_));
        case load_kind::gateway:
            return std::make_shared<steady_gateway>(place_, std::move(socket),
                                                    standing::newcomer, since,
                                                    right_answers_);
        default: break;
    }
    return std::make_shared<steady_echo>(place_, std::move(socket),
                                         standing::newcomer, since, number);
}

} // namespace net
