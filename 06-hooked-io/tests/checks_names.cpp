// Names of hosts and services.

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <thread>

#include "06-hooked-io/tests/check.h"

namespace net::checks_names {
namespace {

std::string text_of(const hostent* found) {
    if (found == nullptr) return "none";
    char text[64] = "";
    ::inet_ntop(found->h_addrtype, found->h_addr_list[0], text, sizeof text);
    return text;
}

const check addresses("names_getaddrinfo", [](transcript& says) {
    addrinfo wanted{};
    wanted.ai_family = AF_INET;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    says.call("numbers", ::getaddrinfo("127.0.0.1", "80", &wanted, &found));
    const auto* const address =
        reinterpret_cast<const sockaddr_in*>(found->ai_addr);
    says.text("port", std::to_string(ntohs(address->sin_port)));
    ::freeaddrinfo(found);
    says.call("localhost", ::getaddrinfo("localhost", "http", &wanted, &found));
    ::freeaddrinfo(found);
    wanted.ai_flags = AI_NUMERICHOST;
    says.text("no name",
              ::gai_strerror(::getaddrinfo("a.b", "80", &wanted, &found)));
    says.text("neither",
              ::gai_strerror(::getaddrinfo(nullptr, nullptr, &wanted, &found)));
});

const check backwards("names_getnameinfo", [](transcript& says) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(80);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    char host[64] = "";
    char service[64] = "";
    says.call("numbers",
              ::getnameinfo(reinterpret_cast<sockaddr*>(&address),
                            sizeof address, host, sizeof host, service,
                            sizeof service, NI_NUMERICHOST | NI_NUMERICSERV));
    says.text("host", host);
    says.text("service", service);
});

const check old_ways("names_gethostbyname", [](transcript& says) {
    says.text("localhost", text_of(::gethostbyname("localhost")));
    says.text("of four", text_of(::gethostbyname2("127.0.0.1", AF_INET)));
    const in_addr loopback{htonl(INADDR_LOOPBACK)};
    const hostent* const found =
        ::gethostbyaddr(&loopback, sizeof loopback, AF_INET);
    says.fact("back", found != nullptr);
    h_errno = 0;
    says.text("wrong", text_of(::gethostbyname("a b")));
    says.text("h_errno", std::to_string(h_errno));
});

const check reentrant("names_gethostbyname_r", [](transcript& says) {
    hostent entry{};
    hostent* found = nullptr;
    char small[1];
    char text[1024];
    int error = 0;
    says.code("small", ::gethostbyname_r("localhost", &entry, small,
                                         sizeof small, &found, &error));
    says.code("large", ::gethostbyname_r("localhost", &entry, text, sizeof text,
                                         &found, &error));
    says.text("found", text_of(found));
});

const check at_once("names_of_many_at_once", [](transcript& says) {
    std::atomic<int> found = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < 20; ++i) {
        all.emplace_back([&] {
            addrinfo* one = nullptr;
            if (::getaddrinfo("localhost", "80", nullptr, &one) == 0) ++found;
            ::freeaddrinfo(one);
        });
    }
    for (std::thread& one : all) one.join();
    says.text("found", std::to_string(found));
});

const check services("names_of_services", [](transcript& says) {
    const servent* const http = ::getservbyname("http", "tcp");
    says.fact("known", http == nullptr || ntohs(static_cast<std::uint16_t>(
                                              http->s_port)) == 80);
});

} // namespace
} // namespace net::checks_names
