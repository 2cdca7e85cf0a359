#include "01-blocking/contract/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <utility>

#include "01-blocking/contract/waiting.h"
#include "01-blocking/error.h"
#include "01-blocking/stream.h"

namespace net {
namespace {

// A simplification: the contract's clients know IPv4 addresses only.
sockaddr_in loopback_address(const std::string& host, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
        throw server_failed("it listens on '" + host +
                            "', which is no IPv4 address");
    }
    return address;
}

void set_option(int socket, int level, int name, int value) {
    check(::setsockopt(socket, level, name, &value, sizeof value),
          "setsockopt");
}

/// A socket that will come from the address it was told to. 50,000 clients
/// need more ports than one address has, for each stays in TIME_WAIT a while.
unique_fd open_socket(const client_options& options) {
    unique_fd socket(
        check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
              "socket"));
    set_option(socket.get(), IPPROTO_TCP, TCP_NODELAY, 1);
    if (options.receive_buffer > 0) {
        set_option(socket.get(), SOL_SOCKET, SO_RCVBUF, options.receive_buffer);
    }
    if (options.source != 1) {
        const sockaddr_in source =
            loopback_address("127.0.0." + std::to_string(options.source), 0);
        set_option(socket.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
        check(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&source),
                     sizeof source),
              "bind");
    }
    return socket;
}

std::string in_time(client::milliseconds time) {
    return " within " + std::to_string(time.count()) + " ms";
}

} // namespace

client::client(story& steps, std::string name, const host_port& server,
               milliseconds step, const client_options& options)
    : story_(&steps),
      name_(std::move(name)),
      step_(step),
      socket_(open_socket(options)) {
    tell("connects");
    const sockaddr_in address = loopback_address(server.host, server.port);
    if (::connect(fd(), reinterpret_cast<const sockaddr*>(&address),
                  sizeof address) == 0) {
        return;
    }
    std::error_code error = last_error();
    if (error == std::errc::operation_in_progress) {
        int failure = wait_for(POLLOUT, step_) == 0 ? ETIMEDOUT : 0;
        socklen_t size = sizeof failure;
        if (failure == 0) {
            ::getsockopt(fd(), SOL_SOCKET, SO_ERROR, &failure, &size);
        }
        error = {failure, std::system_category()};
    }
    if (error) {
        throw broken_promise(name_ + " gets a connection", error.message());
    }
}

void client::send(std::string_view bytes) {
    tell("sends " + in_quotes(bytes));
    const deadline end = deadline_after(step_);
    while (!bytes.empty()) {
        const std::size_t taken = offer(bytes);
        bytes.remove_prefix(taken);
        if (taken == 0 &&
            (!end_.empty() || wait_for(POLLOUT, time_left(end)) == 0)) {
            fail("the server takes all of it" + in_time(step_) + ", but " +
                 std::to_string(bytes.size()) + " bytes are left");
        }
    }
}

std::size_t client::offer(std::string_view bytes) {
    // MSG_NOSIGNAL: that the server is gone is a result, not our death.
    const ssize_t n =
        ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n >= 0) return static_cast<std::size_t>(n);
    if (!would_block(last_error())) end_ = last_error().message();
    return 0;
}

std::size_t client::jam(std::string_view bytes, std::size_t at_most,
                        milliseconds quiet) {
    std::size_t taken = 0;
    while (taken < at_most && end_.empty() && wait_for(POLLOUT, quiet) != 0) {
        // Whole rounds of `bytes`, so that the stream stays well-formed.
        const std::string_view rest = bytes.substr(taken % bytes.size());
        taken += offer(rest.substr(0, at_most - taken));
    }
    tell("sends " + std::to_string(taken) + " bytes, such as " +
         in_quotes(bytes) + ", and reads nothing");
    return taken;
}

void client::half_close() {
    tell("will send nothing more (half-close)");
    ::shutdown(fd(), SHUT_WR);
}

void client::send_last(std::string_view bytes) {
    tell("sends " + in_quotes(bytes) + ", and will send nothing more");
    // MSG_MORE: the kernel waits for more before it sends, and what comes is
    // the end (tcp(7)).
    ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_MORE);
    ::shutdown(fd(), SHUT_WR);
}

void client::leave() {
    tell("closes");
    socket_.reset();
}

void client::reset() {
    tell("closes with a reset");
    const linger at_once{1, 0};
    ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket_.reset();
}

void client::expect(std::string_view bytes, milliseconds within) {
    const deadline end = deadline_after(within);
    // A wrong byte fails at once, without waiting for the rest.
    while (inbox().size() < bytes.size() && bytes.starts_with(inbox()) &&
           read_more(time_left(end)) == arrival::bytes) {
    }
    if (!inbox().starts_with(bytes)) fail(in_quotes(bytes) + in_time(within));
    tell("gets " + in_quotes(bytes));
    drop(bytes.size());
}

void client::expect_among_others(std::string_view bytes, milliseconds within) {
    const deadline end = deadline_after(within);
    while (inbox().find(bytes) == std::string_view::npos) {
        if (read_more(time_left(end)) != arrival::bytes) {
            fail("among others, " + in_quotes(bytes) + in_time(within));
        }
    }
    tell("gets " + in_quotes(bytes));
    drop(inbox().find(bytes) + bytes.size());
}

void client::expect_end() {
    if (!inbox().empty() || read_more(step_) != arrival::end ||
        end_ != "end of stream") {
        fail("the end of the stream" + in_time(step_));
    }
    tell("gets the end of the stream");
}

void client::expect_any_end(milliseconds within) {
    const deadline end = deadline_after(within);
    arrival next = arrival::bytes;
    while (next == arrival::bytes) {
        drop(inbox().size());
        next = read_more(time_left(end));
    }
    if (next == arrival::nothing) fail("the end" + in_time(within));
    tell("gets the end (" + end_ + ")");
}

void client::expect_silence(milliseconds during) {
    if (!inbox().empty() || read_more(during) != arrival::nothing) {
        fail("nothing for " + std::to_string(during.count()) + " ms");
    }
}

client::arrival client::read_more(milliseconds within) {
    if (!end_.empty()) return arrival::end;
    if (wait_for(POLLIN, within) == 0) return arrival::nothing;
    if (dropped_ > bytes_.size() / 2) {
        bytes_.erase(0, std::exchange(dropped_, 0));
    }
    std::array<char, 64 * 1024> portion;
    std::error_code error;
    const std::size_t n = read_some(fd(), portion, error);
    bytes_.append(portion.data(), n);
    if (n > 0) return arrival::bytes;
    if (would_block(error)) return arrival::nothing;
    end_ = error == error::eof ? "end of stream" : error.message();
    return arrival::end;
}

short client::wait_for(short events, milliseconds within) const {
    pollfd waiting{fd(), events, 0};
    const int n = ::poll(&waiting, 1, static_cast<int>(within.count()));
    return n == 1 ? waiting.revents : short{0};
}

std::string_view client::inbox() const {
    return std::string_view(bytes_).substr(dropped_);
}

void client::drop(std::size_t n) {
    dropped_ += n;
}

void client::fail(const std::string& promised) const {
    std::string came = inbox().empty() ? "" : in_quotes(inbox());
    if (!end_.empty()) came += (came.empty() ? "" : ", then ") + end_;
    throw broken_promise(name_ + ": " + promised,
                         came.empty() ? "nothing came" : came);
}

} // namespace net
