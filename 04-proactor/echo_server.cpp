// Sends every byte back: act, then be told.

#include <memory>
#include <vector>

#include "01-blocking/server_options.h"
#include "04-proactor/net.h"
#include "04-proactor/proactor_server.h"

namespace {

class echo_session : public std::enable_shared_from_this<echo_session> {
public:
    echo_session(net::ip::tcp::socket client,
                 std::chrono::milliseconds idle_timeout)
        : socket_(std::move(client)), idle_(socket_, idle_timeout) {}

    void start() {
        idle_.start(shared_from_this());
        read();
    }

private:
    // [lesson: echo]
    // [lesson: echo-read]
    void read() {
        socket_.async_read_some(
            net::buffer(bytes_),
            [self = shared_from_this()](std::error_code error, std::size_t n) {
                if (error) return self->idle_.stop();
                self->idle_.note();
                self->write(n);
            });
    }
    // [end]

    void write(std::size_t size) {
        net::async_write(
            socket_, net::buffer(bytes_, size),
            [self = shared_from_this()](std::error_code error, std::size_t n) {
                if (error) return self->idle_.stop();
                self->idle_.note();
                // Who fills the buffer gets a larger one; most never do.
                if (n == self->bytes_.size() && n < largest_buffer)
                    self->bytes_.resize(2 * n);
                self->read();
            });
    }
    // [end]

    static constexpr std::size_t largest_buffer = 64 * 1024; // bytes

    net::ip::tcp::socket socket_;
    net::idle_watch idle_;
    std::vector<char> bytes_ = std::vector<char>(512);
};

} // namespace

int main(int argc, char** argv) {
    net::engine_choice engine;
    const net::server_options options = net::parse_server_options(
        argc, argv, {.port = 7001}, {&engine.option, 1});
    return net::run_server(argv[0], [&] {
        net::proactor_server server(options, engine);
        // A session's handlers are a chain, of which one thread at a time has
        // a link; only the idle timer's comes from outside of it.
        if (options.idle_timeout.count() == 0)
            server.share_executor(server.loop().get_executor());
        server.run([&](net::ip::tcp::socket client) {
            std::make_shared<echo_session>(std::move(client),
                                           options.idle_timeout)
                ->start();
        });
    });
}
