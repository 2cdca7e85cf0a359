// Addresses as people write them: HOST:PORT, and chapter 04's IP addresses.
#include <arpa/inet.h>

#include ".ci/fuzz/fuzz.h"
#include "01-blocking/socket.h"
#include "04-proactor/ip/address.h"

namespace fuzz {
namespace {

void check_host_port(const std::string& text) {
    net::host_port read;
    try {
        read = net::parse_host_port(text);
    } catch (const std::invalid_argument&) {
        return;
    }
    const net::host_port again = net::parse_host_port(to_string(read));
    expect(again.port == read.port, "a port is read as it was written");
    // A simplification: "[[::1]]:1" loses both of its pairs of brackets.
    if (read.host.starts_with('[')) return;
    expect(again.host == read.host, "a host is read as it was written");
}

void check_ip(const std::string& text) {
    std::error_code error;
    const net::ip::address read = net::ip::make_address(text, error);
    in_addr v4;
    expect((!error && read.is_v4()) ==
               (text.find('\0') == text.npos &&
                ::inet_pton(AF_INET, text.c_str(), &v4) == 1),
           "version 4 is what inet_pton(3) takes");
    if (error) return;
    const std::string written = read.to_string();
    expect(net::ip::make_address(written) == read,
           "an address is read as it was written");
}

} // namespace

void check_addresses(std::string_view input) {
    check_host_port(std::string(input));
    check_ip(std::string(input));
}

} // namespace fuzz
