// Sends every byte back: be told what is ready, then act.

#include "01-blocking/server_options.h"
#include "03-epoll-reactor/reactor_server.h"
#include "03-epoll-reactor/tcp_connection.h"

namespace {

// [lesson: echo]
class echo_session final : public net::tcp_connection {
public:
    using tcp_connection::tcp_connection;

private:
    void on_bytes(std::string_view bytes) override {
        // Who does not take what he has sent need not send more.
        if (!send(bytes)) pause_reading();
    }
    void on_drained() override { resume_reading(); }
};
// [end]

} // namespace

int main(int argc, char** argv) {
    net::poller_choices choices;
    const net::server_options options =
        net::parse_server_options(argc, argv, {.port = 7001}, choices.options);
    return net::run_server(argv[0], [&] {
        net::reactor_server server(options, choices.poller(), choices.how());
        server.run([&](net::reactor& loop, net::unique_fd client) {
            std::make_shared<echo_session>(loop, std::move(client))
                ->start(options.idle_timeout);
        });
    });
}
