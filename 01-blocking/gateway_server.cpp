// Answers a name with a sentence that takes three calls of the backend, each
// of which needs the answer to the one before.

#include "01-blocking/backend_connection.h"
#include "01-blocking/backend_protocol.h"
#include "01-blocking/client_threads.h"
#include "01-blocking/error.h"
#include "01-blocking/line_reader.h"
#include "01-blocking/listener.h"
#include "01-blocking/server_options.h"
#include "01-blocking/stream.h"

namespace {

// [lesson: three-calls]
std::string answer(const std::string& name, net::backend_connection& backend) {
    // [lesson: three-questions]
    std::error_code error;
    const std::string id = backend.call("user " + name, error);
    if (error == net::rpc_error::refused) return net::no_such_user;
    if (error) return net::gateway_failure(error);
    const std::string city = backend.call("city " + id, error);
    if (error) return net::gateway_failure(error);
    const std::string weather = backend.call("weather " + city, error);
    if (error) return net::gateway_failure(error);
    return net::gateway_answer(name, city, weather);
    // [end]
}
// [end]

void serve(int client, const net::server_options& options) {
    net::set_receive_timeout(client, options.idle_timeout);
    net::set_send_timeout(client, options.idle_timeout);
    net::backend_connection backend(options.backend, options.rpc_timeout,
                                    client);
    net::line_reader lines(client, net::max_line_length);
    std::error_code error;
    while (!error) {
        const std::string name = lines.read_line(error);
        if (error) break;
        net::write_all(client, answer(name, backend) + "\n", error);
    }
    if (error == std::errc::message_size) {
        net::write_all(client, std::string(net::line_too_long) + "\n", error);
        net::close_after_last_words(client);
    }
}

} // namespace

int main(int argc, char** argv) {
    const net::server_options options =
        net::parse_server_options(argc, argv, {.port = 7003});
    return net::run_server(argv[0], [&] {
        net::listener door(options);
        net::client_threads threads(
            [&](int client) { serve(client, options); });
        while (net::unique_fd client = door.next_client()) {
            threads.start(std::move(client));
        }
    });
}
