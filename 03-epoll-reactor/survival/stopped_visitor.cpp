#include "03-epoll-reactor/survival/stopped_visitor.h"

#include <csignal>

namespace net {

using namespace std::chrono_literals;

namespace {

constexpr auto between = 250ms;  // a stop and the next continuation
constexpr auto time_to_end = 5s; // until it ends, once it has been continued

} // namespace

void stopped_visitor::come() {
    if (is_here()) return;
    process_ = std::make_unique<server_process>(command_, 0);
    came_ = place_.loop().now();
    is_stopped_ = false;
    timer_ = place_.loop().call_after(between, [this] { stop_or_continue(); });
}

void stopped_visitor::stop_or_continue() {
    const auto status = process_->wait(0ms);
    const auto age = place_.loop().now() - came_;
    if (status || age > stay_ + time_to_end) {
        if (!status) {
            place_.fail("a client that was stopped has waited in vain");
        } else if (*status != 0) {
            place_.fail("a client that was stopped: " + process_->complaints());
        }
        return process_.reset();
    }
    if (is_stopped_) {
        process_->signal(SIGCONT);
        place_.count("clients stopped and continued");
        is_stopped_ = false;
    } else if (age < stay_) {
        process_->signal(SIGSTOP);
        is_stopped_ = true;
    }
    timer_ = place_.loop().call_after(between, [this] { stop_or_continue(); });
}

void stopped_visitor::leave() {
    place_.loop().cancel(timer_);
    process_.reset();
}

} // namespace net
