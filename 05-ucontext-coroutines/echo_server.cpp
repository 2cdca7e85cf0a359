// Sends every byte back: chapter 01's loop, in a coroutine a client.

#include <vector>

#include "05-ucontext-coroutines/coroutine_server.h"

namespace {

constexpr std::size_t first_size = 512; // bytes; most clients never need more
constexpr std::size_t largest_size = 64 * 1024;

// [lesson: echo]
void serve(net::awaitable_fd& client) {
    std::vector<char> bytes(first_size);
    std::error_code error;
    while (const std::size_t n = net::read_some(client, bytes, error)) {
        net::write_all(client, {bytes.data(), n}, error);
        if (error) return;
        if (n == bytes.size() && n < largest_size) bytes.resize(2 * n);
    }
}
// [end]

} // namespace

int main(int argc, char** argv) {
    net::coroutine_choices choices;
    const net::server_options options =
        net::parse_server_options(argc, argv, {.port = 7001}, choices.options);
    return net::run_server(
        argv[0], [&] { net::coroutine_server(options, choices).run(serve); });
}
