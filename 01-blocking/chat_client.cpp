// Talks to a chat server: one thread waits for the keyboard, one for the room.

#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <thread>

#include "01-blocking/chat_message.h"
#include "01-blocking/error.h"
#include "01-blocking/server_options.h"
#include "01-blocking/socket.h"
#include "01-blocking/stream.h"

namespace {

/// Prints what is said, until the server ends the connection.
std::error_code print_messages(int server) {
    std::error_code error;
    char header[net::chat_header_length];
    char body[net::chat_max_body_length];
    for (;;) {
        net::read_exactly(server, header, error);
        if (error) return error;
        const auto length = net::decode_chat_header({header, sizeof header});
        if (!length) return std::make_error_code(std::errc::bad_message);
        net::read_exactly(server, {body, *length}, error);
        if (error) return error;
        std::cout.write(body, static_cast<std::streamsize>(*length))
            << '\n'
            << std::flush;
    }
}

/// Sends each line of the keyboard, a long one in several messages.
void send_lines(int server) {
    std::string line;
    std::error_code error;
    while (!error && std::getline(std::cin, line)) {
        const std::string_view text = line;
        for (std::size_t at = 0; at == 0 || at < text.size();
             at += net::chat_max_body_length) {
            net::write_all(server,
                           net::encode_chat_message(
                               text.substr(at, net::chat_max_body_length)),
                           error);
        }
    }
}

void chat(const net::host_port& address) {
    std::error_code error;
    const net::unique_fd server = net::connect_to(address, {}, error);
    if (error) throw std::system_error(error, to_string(address));

    std::thread printer([&] {
        const std::error_code reason = print_messages(server.get());
        if (reason != net::error::eof) {
            std::cerr << "chat_client: " << reason.message() << '\n';
        }
        // The other thread may wait for the keyboard for ever.
        ::_exit(reason == net::error::eof ? 0 : 1);
    });
    send_lines(server.get());
    ::shutdown(server.get(), SHUT_WR); // we have said all; the rest may come
    printer.join();
}

} // namespace

int main(int argc, char** argv) {
    const net::server_options options =
        net::parse_server_options(argc, argv, {.port = 7002});
    return net::run_server(argv[0], [&] {
        chat({options.host, options.port});
    });
}
