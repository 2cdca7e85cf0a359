// Talks to a chat server: one thread waits for the keyboard, and posts what it
// reads to the other one, which has the io_context.

#include <unistd.h>

#include <array>
#include <deque>
#include <iostream>
#include <string>
#include <thread>

#include "01-blocking/chat_message.h"
#include "01-blocking/server_options.h"
#include "04-proactor/net.h"

namespace {

class chat_client {
public:
    chat_client(net::io_context& loop,
                const net::ip::tcp::resolver::results_type& servers)
        : loop_(loop), socket_(loop) {
        net::async_connect(
            socket_, servers,
            [this](std::error_code error, const net::ip::tcp::endpoint&) {
                if (error) return end(error);
                connected_ = true;
                read_header();
                if (!to_write_.empty()) write();
            });
    }

    /// Threads:  any
    void say(std::string frame) {
        net::post(loop_, [this, frame = std::move(frame)] {
            to_write_.push_back(frame);
            if (connected_ && to_write_.size() == 1) write();
        });
    }

    /// No more will be said. What the others say may still come.
    void say_goodbye() {
        net::post(loop_, [this] {
            goodbye_ = true;
            if (connected_ && to_write_.empty()) half_close();
        });
    }

    int exit_status() const { return exit_status_; }

private:
    void read_header() {
        net::async_read(
            socket_, net::buffer(header_),
            [this](std::error_code error, std::size_t) {
                if (error) return end(error);
                const auto length =
                    net::decode_chat_header({header_.data(), header_.size()});
                if (!length)
                    return end(std::make_error_code(std::errc::bad_message));
                read_body(*length);
            });
    }

    void read_body(std::size_t length) {
        net::async_read(
            socket_, net::buffer(body_, length),
            [this](std::error_code error, std::size_t n) {
                if (error) return end(error);
                std::cout.write(body_.data(), static_cast<std::streamsize>(n))
                    << '\n'
                    << std::flush;
                read_header();
            });
    }

    void write() {
        net::async_write(socket_, net::buffer(to_write_.front()),
                         [this](std::error_code error, std::size_t) {
                             if (error) return end(error);
                             to_write_.pop_front();
                             if (!to_write_.empty()) return write();
                             if (goodbye_) half_close();
                         });
    }

    void half_close() {
        std::error_code ignored; // the server may have left first
        socket_.shutdown(net::ip::tcp::socket::shutdown_send, ignored);
    }

    void end(std::error_code reason) {
        if (!socket_.is_open()) return; // said already
        if (reason != net::error::eof) {
            std::cerr << "chat_client: " << reason.message() << '\n';
            exit_status_ = 1;
        }
        std::error_code ignored;
        socket_.close(ignored);
    }

    net::io_context& loop_;
    net::ip::tcp::socket socket_;
    std::array<char, net::chat_header_length> header_;
    std::array<char, net::chat_max_body_length> body_;
    std::deque<std::string> to_write_; // the first one is being written
    bool connected_ = false;
    bool goodbye_ = false;
    int exit_status_ = 0;
};

/// Sends each line of the keyboard, a long one in several messages.
void read_keyboard(chat_client& client) {
    std::string line;
    while (std::getline(std::cin, line)) {
        const std::string_view text = line;
        for (std::size_t at = 0; at == 0 || at < text.size();
             at += net::chat_max_body_length) {
            client.say(net::encode_chat_message(
                text.substr(at, net::chat_max_body_length)));
        }
    }
    client.say_goodbye();
}

void chat(const net::server_options& options) {
    net::io_context loop;
    net::ip::tcp::resolver resolver(loop);
    chat_client client(
        loop, resolver.resolve(options.host, std::to_string(options.port)));
    std::thread keyboard([&] { read_keyboard(client); });
    loop.run();
    // The keyboard's thread may wait for a key for ever.
    std::cout.flush();
    keyboard.detach();
    ::_exit(client.exit_status());
}

} // namespace

int main(int argc, char** argv) {
    const net::server_options options =
        net::parse_server_options(argc, argv, {.port = 7002});
    return net::run_server(argv[0], [&] { chat(options); });
}
