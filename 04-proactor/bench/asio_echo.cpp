// Asio's echo, to be measured beside ours: the same session, without an idle
// timeout.
//
//     asio_echo [THREADS]
#include <asio.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

namespace {

using asio::ip::tcp;

class echo_session : public std::enable_shared_from_this<echo_session> {
public:
    explicit echo_session(tcp::socket client) : socket_(std::move(client)) {}

    void read() {
        socket_.async_read_some(
            asio::buffer(bytes_),
            [self = shared_from_this()](std::error_code error, std::size_t n) {
                if (!error) self->write(n);
            });
    }

private:
    void write(std::size_t size) {
        asio::async_write(
            socket_, asio::buffer(bytes_, size),
            [self = shared_from_this()](std::error_code error, std::size_t n) {
                if (error) return;
                if (n == self->bytes_.size() && n < largest_buffer)
                    self->bytes_.resize(2 * n);
                self->read();
            });
    }

    static constexpr std::size_t largest_buffer = 64 * 1024; // bytes

    tcp::socket socket_;
    std::vector<char> bytes_ = std::vector<char>(512);
};

void accept(tcp::acceptor& door) {
    door.async_accept([&door](std::error_code error, tcp::socket client) {
        if (!error) std::make_shared<echo_session>(std::move(client))->read();
        accept(door);
    });
}

} // namespace

int main(int argc, char** argv) {
    const int threads = argc > 1 ? std::atoi(argv[1]) : 1;
    if (threads < 1) {
        std::fprintf(stderr, "usage: %s [THREADS]\n", argv[0]);
        return 2;
    }
    asio::io_context loop(threads);
    tcp::acceptor door(loop, {asio::ip::address_v4::loopback(), 0});
    door.set_option(tcp::no_delay(true)); // which its clients inherit
    accept(door);
    std::printf("listening on 127.0.0.1:%d\n", door.local_endpoint().port());
    std::fflush(stdout);
    asio::signal_set signals(loop, SIGINT, SIGTERM);
    signals.async_wait([&](std::error_code, int) { loop.stop(); });
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back([&] { loop.run(); });
    loop.run();
}
