#include "03-epoll-reactor/tcp_connection.h"

#include <sys/socket.h>

#include <string>

#include "01-blocking/error.h"
#include "01-blocking/stream.h"

namespace net {

using namespace std::chrono_literals;

tcp_connection::tcp_connection(reactor& loop, unique_fd socket)
    : loop_(loop), socket_(std::move(socket)) {}

void tcp_connection::start(std::chrono::milliseconds idle_timeout) {
    try {
        loop_.watch(socket_.get(), interest::readable,
                    [self = shared_from_this()](interest what) {
                        self->on_ready(what);
                    });
    } catch (const std::system_error&) { // select beyond its limit
        socket_.reset();
        return on_close();
    }
    idle_timeout_ = idle_timeout;
    if (idle_timeout_ == 0ms) return;
    note_activity();
    check_idle();
}

bool tcp_connection::send(std::string_view bytes) {
    if (!is_open()) return false;
    std::error_code error;
    std::size_t written = 0;
    if (outbox_.empty()) { // the usual case: nothing has to be copied
        written = write_some(socket_.get(), bytes, error);
        if (error && !would_block(error)) {
            close();
            return false;
        }
    }
    if (written == bytes.size()) return true;
    outbox_.push(std::string(bytes.substr(written)));
    update();
    return false;
}

bool tcp_connection::send(shared_bytes bytes) {
    outbox_.push(std::move(bytes));
    return flush();
}

bool tcp_connection::flush() {
    if (!is_open()) return false;
    std::error_code error;
    write(error);
    if (error) close();
    if (is_open() && outbox_.empty() && ending_ != ending::none) drained();
    return is_open() && outbox_.empty();
}

void tcp_connection::pause_reading() {
    reading_ = false;
    update();
}

void tcp_connection::resume_reading() {
    reading_ = ending_ == ending::none;
    update();
}

void tcp_connection::close_when_drained() {
    end(ending::close);
}

void tcp_connection::close_after_last_words() {
    end(ending::last_words);
}

void tcp_connection::end(ending how) {
    ending_ = how;
    reading_ = false;
    if (is_open() && outbox_.empty()) drained();
    update();
}

void tcp_connection::close() {
    if (!is_open()) return;
    // Somewhere above us on the stack may be one of our own functions.
    loop_.post([self = shared_from_this()] {});
    loop_.cancel(timer_);
    // [lesson: close-order]
    loop_.forget(socket_.get()); // first the watch,
    socket_.reset();             // then the number
    // [end]
    on_close();
}

void tcp_connection::on_ready(interest what) {
    if (includes(what, interest::writable)) {
        std::error_code error;
        write(error);
        if (error) return close();
        if (outbox_.empty()) drained();
    }
    if (is_open() && includes(what, interest::readable)) read();
}

void tcp_connection::read() {
    note_activity();
    if (loop_.triggered_by() == trigger::level) {
        read_once(); // if there is more, the next turn tells us again
        return;
    }
    // An edge comes once, so we read until nothing is left; but not for ever,
    // for others wait as well.
    for (int i = 0; i < 16; ++i) {
        if (!read_once()) return;
    }
    loop_.post([self = shared_from_this()] {
        if (self->is_open() && self->reading_) self->read();
    });
}

// [lesson: read-once]
/// Shape:    true if there may be more
bool tcp_connection::read_once() {
    std::error_code error;
    const std::span<char> scratch = loop_.scratch();
    const std::size_t n = read_some(socket_.get(), scratch, error);
    if (!error) {
        if (ending_ == ending::none) on_bytes({scratch.data(), n});
    } else if (error == error::eof && ending_ == ending::none) {
        reading_ = false; // the end would be reported again and again
        on_end();
        update();
    } else if (!would_block(error)) {
        close();
    }
    return !error && is_open() && reading_;
}
// [end]

void tcp_connection::write(std::error_code& error) {
    const std::size_t written = outbox_.flush(socket_.get(), error);
    if (written > 0 && !reading_) note_activity();
    update();
}

void tcp_connection::drained() {
    switch (ending_) {
        case ending::none: return on_drained();
        case ending::close: return close();
        case ending::last_words: break;
    }
    if (reading_) return; // the last words are out already
    ::shutdown(socket_.get(), SHUT_WR);
    reading_ = true; // to the end, without listening
    update();
    loop_.cancel(timer_);
    timer_ =
        loop_.call_after(1s, [self = shared_from_this()] { self->close(); });
}

void tcp_connection::update() {
    if (!is_open()) return;
    interest what = interest::none;
    if (reading_) what = what | interest::readable;
    if (!outbox_.empty()) what = what | interest::writable;
    loop_.update(socket_.get(), what);
}

void tcp_connection::check_idle() {
    // One timer at a time, and no work for each byte: if something has come
    // meanwhile, we look again later.
    if (is_busy()) note_activity();
    const auto deadline = last_activity_ + idle_timeout_;
    if (deadline <= loop_.now()) return close();
    timer_ = loop_.call_at(deadline,
                           [self = shared_from_this()] { self->check_idle(); });
}

void tcp_connection::note_activity() {
    if (idle_timeout_ != 0ms) last_activity_ = loop_.now();
}

} // namespace net
