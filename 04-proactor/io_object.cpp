#include "04-proactor/io_object.h"

#include <unistd.h>

namespace net::detail {

io_object& io_object::operator=(io_object&& other) noexcept {
    if (this == &other) return *this;
    std::error_code ignored;
    close(ignored);
    executor_ = other.executor_;
    engine_ = other.engine_;
    fd_ = std::move(other.fd_);
    state_ = std::exchange(other.state_, nullptr);
    user_non_blocking_ = std::exchange(other.user_non_blocking_, false);
    non_blocking_ = std::exchange(other.non_blocking_, false);
    return *this;
}

io_object::~io_object() {
    std::error_code ignored;
    close(ignored);
}

void io_object::assign(unique_fd&& fd, std::error_code& error) {
    if (is_open()) {
        error = error::already_open;
        return;
    }
    state_ = engine_->watch(fd.get(), error);
    if (state_) fd_ = std::move(fd);
}

void io_object::close(std::error_code& error) {
    error.clear();
    if (!is_open()) return;
    forget(); // first the watch, then the number
    error = result_of(::close(fd_.release()));
}

int io_object::release(std::error_code& error) {
    if (!is_open()) {
        error = error::bad_descriptor;
        return -1;
    }
    error.clear();
    forget();
    return fd_.release();
}

void io_object::cancel(std::error_code& error) {
    error.clear();
    if (is_open()) {
        engine_->cancel(*state_);
    } else {
        error = error::bad_descriptor;
    }
}

void io_object::non_blocking(bool on, std::error_code& error) {
    error.clear();
    if (!is_open()) {
        error = error::bad_descriptor;
    } else if (on && !non_blocking_) {
        native_non_blocking(true, error);
    }
    if (!error) user_non_blocking_ = on;
}

void io_object::native_non_blocking(bool on, std::error_code& error) {
    if (!is_open()) {
        error = error::bad_descriptor;
        return;
    }
    if (!on && user_non_blocking_) {
        error = error::invalid_argument;
        return;
    }
    set_non_blocking(fd(), on, error);
    if (!error) non_blocking_ = on;
}

void io_object::prepare(std::error_code& error) {
    error.clear();
    if (!is_open()) {
        error = error::bad_descriptor;
    } else if (!non_blocking_) {
        set_non_blocking(fd(), true, error);
        non_blocking_ = !error;
    }
}

/// Shape:    false if it has failed, and is queued already
bool io_object::prepare(reactor_operation& one) {
    const bool may_block =
        one.can_hand_over() && engine_->hands_over_transfers();
    if (may_block && is_open()) return true;
    prepare(one.error);
    if (!one.error) return true;
    engine_->complete_at_once(&one); // another thread may have freed it now
    return false;
}

void io_object::forget() {
    engine_->forget(*std::exchange(state_, nullptr));
    user_non_blocking_ = false;
    non_blocking_ = false;
}

} // namespace net::detail
