#include "03-epoll-reactor/rpc_client.h"

#include <cassert>
#include <utility>

#include "03-epoll-reactor/tcp_connection.h"

namespace net {

class rpc_client::link final : public tcp_connection {
public:
    link(reactor& loop, unique_fd socket, rpc_client& owner)
        : tcp_connection(loop, std::move(socket)), owner_(&owner) {}

    /// Closes; the owner hears no more of us.
    void abandon() {
        owner_ = nullptr;
        close();
    }

private:
    void on_bytes(std::string_view bytes) override { owner_->received(bytes); }
    void on_close() override {
        if (owner_ != nullptr) owner_->lost();
    }

    rpc_client* owner_; // null: abandoned
};

rpc_client::rpc_client(reactor& loop, const socket_address& backend,
                       std::chrono::milliseconds timeout)
    : loop_(loop), backend_(backend), timeout_(timeout) {}

rpc_client::~rpc_client() {
    loop_.cancel(timer_);
    hang_up();
}

void rpc_client::request(std::string line, callback on_reply) {
    assert(!is_busy() && "one request at a time");
    request_ = std::move(line) + "\n";
    on_reply_ = std::move(on_reply);
    timer_ = loop_.call_after(timeout_, [this] { fail(rpc_error::timed_out); });
    // A kept connection may have been closed, and we have not been told yet; or
    // it has said more than it was asked.
    if (link_ && (replies_.pending() > 0 || is_stale(link_->fd()))) hang_up();
    if (link_) {
        link_->send(request_); // if that fails, lost() is told
    } else {
        connector_ = std::make_unique<connector>(
            loop_, backend_, [this](std::error_code error, unique_fd socket) {
                connected(error, std::move(socket));
            });
    }
}

void rpc_client::connected(std::error_code error, unique_fd socket) {
    connector_.reset();
    if (error) return fail(rpc_error::unavailable);
    link_ = std::make_shared<link>(loop_, std::move(socket), *this);
    link_->start();
    if (link_) link_->send(request_);
}

void rpc_client::received(std::string_view bytes) {
    replies_.append(bytes);
    const auto reply = replies_.next();
    if (replies_.too_long() || (reply && !is_busy())) {
        return fail(rpc_error::unavailable); // this makes no sense
    }
    if (!reply) return;
    std::error_code error;
    std::string value = parse_reply(*reply, error);
    if (error == rpc_error::unavailable) return fail(rpc_error::unavailable);
    finish(error, std::move(value));
}

void rpc_client::lost() {
    hang_up();
    if (!is_busy()) return;
    // Not at once: it may have been request() that found the link broken.
    loop_.cancel(timer_);
    timer_ = loop_.call_after({}, [this] { fail(rpc_error::unavailable); });
}

void rpc_client::fail(rpc_error error) {
    hang_up(); // a late answer must not meet the next question
    if (is_busy()) finish(error, {});
}

void rpc_client::finish(std::error_code error, std::string value) {
    loop_.cancel(timer_);
    // Taken out first: the callback may well begin the next request.
    const callback call = std::exchange(on_reply_, nullptr);
    call(error, std::move(value));
}

void rpc_client::hang_up() {
    connector_.reset();
    if (link_) std::exchange(link_, nullptr)->abandon();
    replies_ = line_splitter(max_line_length);
}

} // namespace net
