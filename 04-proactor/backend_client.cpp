#include "04-proactor/backend_client.h"

#include <utility>

#include "01-blocking/server_options.h"
#include "01-blocking/socket.h"

namespace net {

void backend_client::async_call(std::string line, handler on_reply) {
    request_ = std::move(line) + "\n";
    const auto call = std::make_shared<handler>(std::move(on_reply));
    on_reply_ = call;
    late_ = false;
    tries_ = 0;
    // Whatever the call is waiting for when its time is over: without the
    // socket it comes to an end.
    deadline_.expires_after(timeout_);
    deadline_.async_wait([self = shared_from_this()](std::error_code error) {
        if (error || self->on_reply_.expired()) return;
        self->late_ = true;
        std::error_code ignored;
        self->socket_.close(ignored);
    });
    is_fresh_ = false;
    // Something that nobody has asked for, or the end: of no use any more.
    if (socket_.is_open() && is_stale(socket_.native_handle())) {
        std::error_code ignored;
        socket_.close(ignored);
    }
    if (socket_.is_open()) return send();
    connect();
}

void backend_client::close() {
    deadline_.cancel();
    std::error_code ignored;
    socket_.close(ignored);
}

void backend_client::connect() {
    is_fresh_ = true;
    replies_.clear();
    socket_.async_connect(
        backend_, [self = shared_from_this(), call = on_reply_.lock()](
                      std::error_code error) { self->connected(error); });
}

void backend_client::connected(std::error_code error) {
    if (!error) return send();
    if (late_ || !out_of_resources(error) || ++tries_ == most_connect_tries)
        return finish(late_ ? rpc_error::timed_out : rpc_error::unavailable,
                      "");
    // Somebody may give a descriptor back.
    const auto again =
        std::make_shared<steady_timer>(socket_.get_executor(), accept_pause);
    again->async_wait([self = shared_from_this(), call = on_reply_.lock(),
                       again](std::error_code) {
        if (self->late_) return self->finish(rpc_error::timed_out, "");
        self->connect();
    });
}

void backend_client::send() {
    async_write(socket_, buffer(request_),
                [self = shared_from_this(), call = on_reply_.lock()](
                    std::error_code error, std::size_t) {
                    if (error) return self->received(error, 0);
                    self->receive();
                });
}

void backend_client::receive() {
    async_read_until(socket_, dynamic_buffer(replies_, max_line_length + 2),
                     '\n',
                     [self = shared_from_this(), call = on_reply_.lock()](
                         std::error_code error, std::size_t line_size) {
                         self->received(error, line_size);
                     });
}

void backend_client::received(std::error_code error, std::size_t line_size) {
    if (late_) return finish(rpc_error::timed_out, "");
    if (error && retry_on_a_new_connection()) return;
    if (error) return finish(rpc_error::unavailable, "");
    std::string line = replies_.substr(0, line_size - 1);
    if (line.ends_with('\r')) line.pop_back();
    replies_.erase(0, line_size);
    std::string value = parse_reply(line, error);
    finish(error, std::move(value));
}

/// A kept connection that the backend has closed since is not its failure.
bool backend_client::retry_on_a_new_connection() {
    if (is_fresh_ || !replies_.empty()) return false;
    std::error_code ignored;
    socket_.close(ignored);
    connect();
    return true;
}

void backend_client::finish(std::error_code error, std::string value) {
    deadline_.cancel();
    if (error && error != rpc_error::refused) {
        std::error_code ignored;
        socket_.close(ignored);
    }
    // Ours no more: it may well begin the next call.
    const auto call = std::exchange(on_reply_, {}).lock();
    (*call)(error, std::move(value));
}

} // namespace net
