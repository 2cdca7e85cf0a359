// buffer() owns nothing. What is being written must live, and stay as it is,
// until the handler is called.

#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "04-proactor/net.h"

using net_socket = net::local::stream_protocol::socket;

/// Writes until the other side would have to read first.
std::size_t fill(net_socket& socket) {
    std::error_code error;
    std::size_t n = 0;
    socket.non_blocking(true);
    while (!error) n += socket.write_some(net::buffer("", 1), error);
    return n;
}

int main() {
    net::io_context loop;
    net_socket here(loop), there(loop);
    net::local::connect_pair(here, there);
    const std::size_t n = fill(here); // else all would leave at once, and work

    std::string text = "hello";
    net::async_write(here, net::buffer(text), net::detached);
    // A local variable would die here, and its memory be somebody else's. Of a
    // text that is too long for the string itself, AddressSanitizer says:
    //   ERROR: AddressSanitizer: heap-use-after-free on address 0x60b0000001a0
    //   READ of size 100 at 0x60b0000001a0 thread T0
    //       #0 in __interceptor_send
    // Of a short one it says nothing.
    text = "-----";

    std::vector<char> received(n + 5);
    std::thread reader([&] { net::read(there, net::buffer(received)); });
    loop.run();
    reader.join();
    std::cout << "written: hello, received: "
              << std::string(received.end() - 5, received.end()) << '\n';
}
