// A backend that lives in the same loop as its clients and does what a test
// says.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "01-blocking/line_reader.h"
#include "03-epoll-reactor/acceptor.h"
#include "03-epoll-reactor/tcp_connection.h"

namespace net {

class scripted_backend {
public:
    /// Calls `on_line` with each line that comes, and with its connection.
    using script =
        std::function<void(tcp_connection& client, const std::string& line)>;

    scripted_backend(reactor& loop, script on_line)
        : on_line_(std::move(on_line)),
          door_(loop, {"127.0.0.1", 0}, [this, &loop](unique_fd client) {
              ++connections;
              newest =
                  std::make_shared<session>(loop, std::move(client), *this);
              newest->start();
          }) {}

    socket_address address() const {
        return resolve(local_address(door_.fd()));
    }

    int connections = 0;                    // so many there have been
    std::vector<std::string> lines;         // all that have come
    std::shared_ptr<tcp_connection> newest; // null before the first

private:
    class session final : public tcp_connection {
    public:
        session(reactor& loop, unique_fd client, scripted_backend& owner)
            : tcp_connection(loop, std::move(client)), owner_(owner) {}

    private:
        void on_bytes(std::string_view bytes) override {
            splitter_.append(bytes);
            while (const auto line = splitter_.next()) {
                owner_.lines.push_back(*line);
                owner_.on_line_(*this, *line);
            }
        }

        scripted_backend& owner_; // outlives the connections
        line_splitter splitter_{1024};
    };

    const script on_line_;
    acceptor door_;
};

} // namespace net
