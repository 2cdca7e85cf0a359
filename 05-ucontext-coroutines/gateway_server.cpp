// Answers a name with a sentence that takes three calls of the backend.

#include "01-blocking/backend_protocol.h"
#include "01-blocking/error.h"
#include "01-blocking/line_reader.h"
#include "05-ucontext-coroutines/backend_client.h"
#include "05-ucontext-coroutines/coroutine_server.h"
#include "05-ucontext-coroutines/three_calls.h"

namespace {

void serve(net::awaitable_fd& client, const net::socket_address& address,
           std::chrono::milliseconds rpc_timeout) {
    net::backend_client backend(address, rpc_timeout);
    net::line_splitter lines(net::max_line_length);
    std::error_code error;
    while (!error) {
        const std::string name = net::read_line(client, lines, error);
        if (error) break;
        net::write_all(client, net::three_calls(name, backend) + "\n", error);
    }
    if (error == std::errc::message_size) {
        net::write_all(client, std::string(net::line_too_long) + "\n", error);
        net::close_after_last_words(client);
    }
}

} // namespace

int main(int argc, char** argv) {
    net::coroutine_choices choices;
    const net::server_options options =
        net::parse_server_options(argc, argv, {.port = 7003}, choices.options);
    return net::run_server(argv[0], [&] {
        const net::socket_address backend = net::resolve(options.backend);
        net::coroutine_server(options, choices)
            .run([&](net::awaitable_fd& client) {
                serve(client, backend, options.rpc_timeout);
            });
    });
}
