// A server loop on each poller, and clients in the very same thread: they
// connect and write before the loop runs, and read when it has ended.
#pragma once

#include <gtest/gtest.h>

#include <csignal>
#include <optional>

#include "01-blocking/error.h"
#include "01-blocking/tests/tcp.h"
#include "02-select-poll/server_loop.h"

namespace net {

/// A connection that does what the test says, and is counted.
class scripted_connection final : public connection {
public:
    using script = std::function<void(scripted_connection& self)>;

    scripted_connection(unique_fd client, server_loop& loop, int& alive,
                        script when_ready, script when_late)
        : socket_(std::move(client)),
          loop_(loop),
          alive_(alive),
          when_ready_(std::move(when_ready)),
          when_late_(std::move(when_late)) {
        loop_.watch(socket_.get(), interest::readable, *this);
        ++alive_;
    }
    ~scripted_connection() override {
        loop_.forget(socket_.get());
        --alive_;
    }

    void on_ready(const ready_descriptor&) override { when_ready_(*this); }
    void on_deadline() override { when_late_(*this); }

    int fd() const { return socket_.get(); }

private:
    unique_fd socket_;
    server_loop& loop_;
    int& alive_;
    const script when_ready_;
    const script when_late_;
};

class any_server_loop : public testing::TestWithParam<const char*> {
protected:
    using script = scripted_connection::script;

    any_server_loop() {
        std::signal(SIGPIPE, SIG_IGN);
        testing::internal::CaptureStdout(); // it announces itself
        loop_.emplace(server_options{}, make_poller(GetParam()),
                      [this](unique_fd client) {
                          return make_connection_(std::move(client));
                      });
        announced_ = testing::internal::GetCapturedStdout();
    }

    /// What each client's connection does. `peers_` are in the order of
    /// coming.
    void serve_by(
        script when_ready, script when_late = [](scripted_connection&) {}) {
        make_connection_ = [=, this](unique_fd client) {
            auto one = std::make_unique<scripted_connection>(
                std::move(client), *loop_, alive_, when_ready, when_late);
            peers_.push_back(one.get());
            return one;
        };
    }

    /// A client that has said `words` already.
    unique_fd connect(std::string_view words = "") {
        using namespace std::chrono_literals;
        const std::size_t address = std::string_view("listening on ").size();
        std::error_code error;
        unique_fd client =
            connect_to(parse_host_port(announced_.substr(
                           address, announced_.find('\n') - address)),
                       0ms, error);
        EXPECT_FALSE(error) << error.message();
        EXPECT_EQ(::write(client.get(), words.data(), words.size()),
                  static_cast<ssize_t>(words.size()));
        return client;
    }

    /// Runs until `done` is true at the end of a turn.
    void run_until(const std::function<bool()>& done) {
        loop_->on_turn_end = [&] {
            ++turns_;
            if (done()) ::raise(SIGTERM);
        };
        loop_->run();
    }

    std::string announced_;
    server_loop::factory make_connection_;
    int alive_ = 0; // connections
    int turns_ = 0;
    std::vector<scripted_connection*> peers_; // some of them may be gone
    std::optional<server_loop> loop_;
};

/// A script: sends back what is there.
inline void echo(scripted_connection& self) {
    const std::string words = receive_now(self.fd());
    (void)!::write(self.fd(), words.data(), words.size());
}

} // namespace net
