#include "01-blocking/socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <charconv>
#include <memory>
#include <stdexcept>

#include "01-blocking/error.h"
#include "01-blocking/stream.h"

namespace net {

using namespace std::chrono_literals;

namespace {

using address_list = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

/// All addresses that `address` stands for: none, if it is not known.
address_list resolve(const host_port& address, int flags) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const std::string port = std::to_string(address.port);
    const int failure =
        ::getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found);
    return {failure == 0 ? found : nullptr, &::freeaddrinfo};
}

unique_fd open_socket(const addrinfo& address) {
    return unique_fd(::socket(address.ai_family,
                              address.ai_socktype | SOCK_CLOEXEC,
                              address.ai_protocol));
}

bool set_flag(int socket, int level, int option) {
    const int on = 1;
    return ::setsockopt(socket, level, option, &on, sizeof on) == 0;
}

void set_timeout(int socket, int option, std::chrono::milliseconds timeout) {
    timeval limit{};
    limit.tv_sec = timeout.count() / 1000;
    limit.tv_usec = (timeout.count() % 1000) * 1000;
    check(::setsockopt(socket, SOL_SOCKET, option, &limit, sizeof limit),
          "setsockopt(timeout)");
}

bool start_listening(int socket, const addrinfo& address) {
    // SO_REUSEADDR: a restarted server need not wait a minute for the last
    // one's connections to leave TIME_WAIT. TCP_NODELAY: clients inherit it.
    return set_flag(socket, SOL_SOCKET, SO_REUSEADDR) &&
           set_flag(socket, IPPROTO_TCP, TCP_NODELAY) &&
           ::bind(socket, address.ai_addr, address.ai_addrlen) == 0 &&
           ::listen(socket, SOMAXCONN) == 0;
}

/// What became of a connect that a signal interrupted: it goes on by itself,
/// and calling connect() again would only say EALREADY (connect(2)).
std::error_code await_connect(int socket, std::chrono::milliseconds timeout) {
    pollfd connecting{socket, POLLOUT, 0};
    const int wait =
        timeout.count() > 0 ? static_cast<int>(timeout.count()) : -1;
    int ready = ::poll(&connecting, 1, wait);
    while (ready == -1 && errno == EINTR) {
        ready = ::poll(&connecting, 1, wait);
    }
    if (ready == 0) return std::make_error_code(std::errc::timed_out);
    int failure = 0;
    socklen_t size = sizeof failure;
    ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &failure, &size);
    return {failure, std::system_category()};
}

std::error_code connect_socket(int socket, const addrinfo& address,
                               std::chrono::milliseconds timeout) {
    // A blocking connect() waits no longer than SO_SNDTIMEO (socket(7)).
    set_send_timeout(socket, timeout);
    set_flag(socket, IPPROTO_TCP, TCP_NODELAY);
    if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0) return {};
    if (errno == EINTR) return await_connect(socket, timeout);
    if (errno == EINPROGRESS) return std::make_error_code(std::errc::timed_out);
    return last_error();
}

/// True if one client is lost, and the listener is well. A new client's socket
/// hands on what has happened to it so far, and a firewall may have turned it
/// away: accept(2), "Error handling".
bool is_lost_client(const std::error_code& error) {
    return error == std::errc::connection_aborted ||
           error == std::errc::protocol_error ||
           error == std::errc::operation_not_permitted ||
           error == std::errc::operation_not_supported ||
           error == std::errc::no_protocol_option ||
           error == std::errc::network_down ||
           error == std::errc::network_unreachable ||
           error == std::errc::host_unreachable ||
           error == std::errc::timed_out ||
           error.value() == EHOSTDOWN; // has no name in std::errc
}

} // namespace

host_port parse_host_port(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    std::string_view host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    host_port result;
    result.host = host;
    const std::string_view port =
        colon == text.npos ? "" : text.substr(colon + 1);
    const auto [end, failure] =
        std::from_chars(port.data(), port.data() + port.size(), result.port);
    if (host.empty() || port.empty() || failure != std::errc{} ||
        end != port.data() + port.size()) {
        throw std::invalid_argument("not HOST:PORT: '" + std::string(text) +
                                    "'");
    }
    return result;
}

std::string to_string(const host_port& address) {
    const bool is_v6 = address.host.find(':') != std::string::npos;
    const std::string host = is_v6 ? "[" + address.host + "]" : address.host;
    return host + ":" + std::to_string(address.port);
}

unique_fd listen_on(const host_port& address) {
    const address_list found = resolve(address, AI_PASSIVE);
    std::error_code error = error::not_found;
    for (const addrinfo* at = found.get(); at != nullptr; at = at->ai_next) {
        unique_fd listener = open_socket(*at);
        if (listener && start_listening(listener.get(), *at)) return listener;
        error = last_error();
    }
    throw std::system_error(error, to_string(address));
}

unique_fd accept_client(int listener, std::error_code& error, int flags) {
    for (;;) {
        unique_fd client(::accept4(listener, nullptr, nullptr, flags));
        error = client ? std::error_code() : last_error();
        // That one is gone; accept(2) says to take the next.
        if (error == std::errc::interrupted || is_lost_client(error)) continue;
        return client;
    }
}

bool out_of_resources(const std::error_code& error) {
    return error == std::errc::too_many_files_open ||
           error == std::errc::too_many_files_open_in_system ||
           error == std::errc::no_buffer_space ||
           error == std::errc::not_enough_memory;
}

unique_fd connect_to(const host_port& address,
                     std::chrono::milliseconds timeout,
                     std::error_code& error) {
    error = error::not_found; // unless `address` leads somewhere
    const address_list found = resolve(address, 0);
    for (const addrinfo* at = found.get(); at != nullptr; at = at->ai_next) {
        unique_fd connection = open_socket(*at);
        error = connection ? connect_socket(connection.get(), *at, timeout)
                           : last_error();
        if (!error) return connection;
    }
    return unique_fd();
}

void set_receive_timeout(int socket, std::chrono::milliseconds timeout) {
    set_timeout(socket, SO_RCVTIMEO, timeout);
}

void set_send_timeout(int socket, std::chrono::milliseconds timeout) {
    set_timeout(socket, SO_SNDTIMEO, timeout);
}

void close_after_last_words(int socket) {
    ::shutdown(socket, SHUT_WR);
    set_receive_timeout(socket, 1s);
    const auto deadline = std::chrono::steady_clock::now() + 1s;
    char ignored[4096];
    std::error_code error;
    while (!error && std::chrono::steady_clock::now() < deadline) {
        read_some(socket, ignored, error);
    }
}

host_port local_address(int socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    check(::getsockname(socket, generic, &size), "getsockname");
    char host[NI_MAXHOST];
    char port[NI_MAXSERV];
    const int failure =
        ::getnameinfo(generic, size, host, sizeof host, port, sizeof port,
                      NI_NUMERICHOST | NI_NUMERICSERV);
    if (failure != 0) throw std::runtime_error(::gai_strerror(failure));
    return {host, static_cast<std::uint16_t>(std::stoi(port))};
}

bool is_stale(int idle_connection) {
    char byte;
    return ::recv(idle_connection, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != -1 ||
           !would_block(last_error());
}

std::pair<unique_fd, unique_fd> connected_pair() {
    int ends[2];
    check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends),
          "socketpair");
    return {unique_fd(ends[0]), unique_fd(ends[1])};
}

} // namespace net
