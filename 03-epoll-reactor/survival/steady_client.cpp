#include "03-epoll-reactor/survival/steady_client.h"

#include <utility>

#include "03-epoll-reactor/load/text.h"

namespace net {

using namespace std::chrono_literals;

namespace {

// Between an answer and the next question; and once in a while a longer one,
// in which things may happen that the next question must not notice.
constexpr std::chrono::milliseconds pause = 5ms;
constexpr std::chrono::milliseconds long_pause = 100ms;

std::uint64_t nanoseconds(reactor::clock::duration time) {
    return static_cast<std::uint64_t>(std::chrono::nanoseconds(time).count());
}

} // namespace

steady_client::steady_client(arena& place, unique_fd socket, standing who,
                             reactor::time_point since)
    : tcp_connection(place.loop(), std::move(socket)),
      place_(place),
      who_(who),
      asked_(since) {}

void steady_client::ask() {
    if (!is_open()) return;
    // A newcomer's time runs from the moment he set out.
    if (who_ == standing::connected || answers_ > 0) asked_ = loop().now();
    is_waiting_ = true;
    send(next_question());
}

void steady_client::note_answer() {
    check_time(); // not even one that has come in the end
    (who_ == standing::newcomer ? place_.delays_of_newcomers : place_.delays)
        .record(nanoseconds(waited()));
    if (!is_open()) return;
    is_waiting_ = false;
    ++answers_;
    if (who_ == standing::newcomer) return leave();
    loop().call_after(place_.paced(place_.random(10) == 0 ? long_pause : pause),
                      [self = shared_from_this(), this] { ask(); });
}

void steady_client::check_time() {
    if (!is_waiting_ || !is_open() || waited() <= place_.bound()) return;
    complain("has waited for " + duration_text(nanoseconds(waited())));
}

/// How long an answer has been due.
reactor::clock::duration steady_client::waited() {
    const auto now = loop().now();
    if (who_ == standing::connected) return now - asked_;
    return now - place_.want_of_descriptors.patience_begins(asked_, now);
}

void steady_client::complain(const std::string& what) {
    if (is_leaving_) return;
    place_.fail((who_ == standing::newcomer
                     ? "a newcomer "
                     : "a client that had long been connected ") +
                what);
    leave();
}

void steady_client::leave() {
    is_leaving_ = true;
    close();
}

void steady_client::on_close() {
    complain("was reset");
}

} // namespace net
