// A server inside the test, in a thread of its own, right or wrong.
#pragma once

#include <functional>
#include <thread>

#include "03-epoll-reactor/acceptor.h"
#include "03-epoll-reactor/reactor.h"
#include "03-epoll-reactor/tcp_connection.h"

namespace net::test {

/// Calls `answer` with all that comes, and the connection to answer on.
using answer_function =
    std::function<void(tcp_connection& client, std::string_view bytes)>;

class test_server {
public:
    explicit test_server(answer_function answer)
        : answer_(std::move(answer)),
          thread_([this] { loop_.run_until_stopped(); }) {}
    test_server(const test_server&) = delete;
    ~test_server() {
        loop_.stop();
        thread_.join();
    }

    host_port address() const { return local_address(door_.fd()); }

private:
    class session final : public tcp_connection {
    public:
        session(reactor& loop, unique_fd socket, const answer_function& answer)
            : tcp_connection(loop, std::move(socket)), answer_(answer) {}

    private:
        void on_bytes(std::string_view bytes) override {
            answer_(*this, bytes);
        }

        const answer_function& answer_;
    };

    const answer_function answer_;
    reactor loop_;
    acceptor door_{loop_, {"127.0.0.1", 0}, [this](unique_fd client) {
                       std::make_shared<session>(loop_, std::move(client),
                                                 answer_)
                           ->start();
                   }};
    std::thread thread_; // last: it uses all of the above
};

} // namespace net::test
