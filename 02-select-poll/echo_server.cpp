// Sends every byte back: all clients in one thread, which waits for none.

#include "01-blocking/error.h"
#include "01-blocking/server_options.h"
#include "01-blocking/stream.h"
#include "02-select-poll/outbox.h"
#include "02-select-poll/server_loop.h"

namespace {

using net::interest;

class echo_connection final : public net::connection {
public:
    echo_connection(net::unique_fd socket, net::server_loop& loop,
                    std::chrono::milliseconds idle_timeout)
        : socket_(std::move(socket)), loop_(loop), idle_timeout_(idle_timeout) {
        loop_.watch(socket_.get(), interest::readable, *this);
        put_off_deadline();
    }

    ~echo_connection() override { loop_.forget(socket_.get()); }

    // [lesson: echo-turn]
    void on_ready(const net::ready_descriptor&) override {
        std::error_code error;
        if (outbox_.empty()) {
            read_and_echo(error);
        } else {
            outbox_.flush(socket_.get(), error);
        }
        if (error && !net::would_block(error)) return loop_.finish(*this);
        // What the client does not take waits in the outbox, and as long as
        // there is something in it, we read no more.
        loop_.update(socket_.get(),
                     outbox_.empty() ? interest::readable : interest::writable);
        put_off_deadline();
    }
    // [end]

    void on_deadline() override { loop_.finish(*this); }

private:
    void read_and_echo(std::error_code& error) {
        const std::span<char> scratch = loop_.scratch();
        const std::size_t n = net::read_some(socket_.get(), scratch, error);
        if (error) return;
        const std::string_view bytes(scratch.data(), n);
        const std::size_t written =
            net::write_some(socket_.get(), bytes, error);
        if (error && !net::would_block(error)) return;
        if (written < n) outbox_.push(std::string(bytes.substr(written)));
    }

    void put_off_deadline() {
        if (idle_timeout_.count() == 0) return;
        deadline = std::chrono::steady_clock::now() + idle_timeout_;
    }

    net::unique_fd socket_;
    net::server_loop& loop_; // outlives every connection
    std::chrono::milliseconds idle_timeout_;
    net::outbox outbox_; // at most one scratch buffer full
};

} // namespace

int main(int argc, char** argv) {
    net::choice own[] = {{"poller", {"poll", "select"}}};
    const net::server_options options = net::parse_server_options(
        argc, argv, {.port = 7001, .most_threads = 1}, own);
    return net::run_server(argv[0], [&] {
        net::server_loop loop(options, net::make_poller(own[0].chosen),
                              [&](net::unique_fd client) {
                                  return std::make_unique<echo_connection>(
                                      std::move(client), loop,
                                      options.idle_timeout);
                              });
        loop.run();
    });
}
