// read_until reads as much as comes, and what is behind the delimiter stays in
// the buffer. read_some is one packet's luck. An end comes with bytes.

#include <iostream>
#include <string>

#include "04-proactor/net.h"

int main() {
    net::io_context loop;
    net::local::stream_protocol::socket here(loop), there(loop);
    net::local::connect_pair(here, there);

    net::write(there, net::buffer(std::string("one|two|")));
    std::string text;
    const std::size_t n = net::read_until(here, net::dynamic_buffer(text), '|');
    std::cout << "read_until: " << n << " bytes of " << text << ", "
              << here.available() << " left in the socket\n";

    net::write(there, net::buffer(std::string("abc")));
    char bytes[10];
    std::cout << "read_some:  " << here.read_some(net::buffer(bytes))
              << " bytes of 10\n";

    net::write(there, net::buffer(std::string("abc")));
    there.close();
    std::error_code error;
    std::cout << "read:       " << net::read(here, net::buffer(bytes), error);
    std::cout << " bytes, and " << error.message() << '\n';
}
