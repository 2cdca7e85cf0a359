// A connection that writes down what happens to it.
#pragma once

#include <functional>
#include <string>

#include "02-select-poll/nonblocking.h"
#include "03-epoll-reactor/tcp_connection.h"

namespace net {

class recorder final : public tcp_connection {
public:
    using tcp_connection::note_activity;
    using tcp_connection::tcp_connection;

    std::string got;
    int ends = 0;
    int drains = 0;
    int closes = 0;
    bool busy = false;
    std::function<void()> when_bytes = [] {};

private:
    void on_bytes(std::string_view bytes) override {
        got += bytes;
        when_bytes();
    }
    void on_end() override {
        ++ends;
        tcp_connection::on_end();
    }
    void on_drained() override { ++drains; }
    void on_close() override { ++closes; }
    bool is_busy() const override { return busy; }
};

/// A recorder that is not started yet, on a socket that does not wait.
inline std::shared_ptr<recorder> make_recorder(reactor& loop,
                                               unique_fd socket) {
    set_nonblocking(socket.get());
    return std::make_shared<recorder>(loop, std::move(socket));
}

} // namespace net
