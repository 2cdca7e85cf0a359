#include "03-epoll-reactor/load/tour/running_server.h"

#include <csignal>
#include <stdexcept>
#include <string_view>

namespace net {

using namespace std::chrono_literals;

namespace {

constexpr auto patience = 5s;
constexpr std::string_view promised = "listening on ";

} // namespace

running_server::running_server(const command_line& command,
                               std::size_t descriptors)
    : process_(command, descriptors) {
    const auto line = process_.first_line(patience);
    if (!line || !line->starts_with(promised)) {
        const std::string said = process_.complaints();
        throw std::runtime_error(
            "did not start" +
            (said.empty() ? "" : ": " + said.substr(0, said.find('\n'))));
    }
    address_ = parse_host_port(line->substr(promised.size()));
}

std::string running_server::end() {
    const auto status = process_.wait(0ms);
    return status ? describe_status(*status) : "";
}

void running_server::stop() {
    process_.signal(SIGTERM);
    const auto status = process_.wait(patience);
    if (!status) throw std::runtime_error("did not end on SIGTERM");
    if (*status != 0) {
        throw std::runtime_error("ended with " + describe_status(*status));
    }
    if (!process_.is_gone(patience)) {
        throw std::runtime_error("left a process behind");
    }
}

} // namespace net
