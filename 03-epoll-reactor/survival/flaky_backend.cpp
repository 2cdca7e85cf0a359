#include "03-epoll-reactor/survival/flaky_backend.h"

#include <stdexcept>
#include <utility>

#include "01-blocking/backend_connection.h"
#include "01-blocking/backend_protocol.h"

namespace net {

using namespace std::chrono_literals;

namespace {

constexpr std::string_view promised = "listening on ";
constexpr int users = 6; // whom clients ask for

} // namespace

flaky_backend::flaky_backend(std::string program)
    : program_(std::move(program)) {
    start();
    const auto line = process_->first_line(5s);
    if (!line || !line->starts_with(promised)) {
        throw std::runtime_error(program_ +
                                 " does not start: " + process_->complaints());
    }
    address_ = parse_host_port(line->substr(promised.size()));
    for (int i = 0; i < users; ++i) {
        answers_.push_back(ask_about("user" + std::to_string(i)));
    }
}

void flaky_backend::start() {
    process_.reset(); // kills it
    process_ = std::make_unique<server_process>(
        std::vector<std::string>{program_, "--delay", "10", "--port",
                                 std::to_string(address_.port)},
        0);
}

void flaky_backend::be_killed(arena& place) {
    place.want_of_a_backend.begin();
    start();
    look_whether_it_listens(place);
}

void flaky_backend::look_whether_it_listens(arena& place) {
    place.loop().call_after(5ms, [this, &place] {
        if (process_->first_line(0ms)) {
            place.want_of_a_backend.end(place.loop().now());
        } else if (process_->wait(0ms)) {
            start(); // the port was not free yet
            look_whether_it_listens(place);
        } else {
            look_whether_it_listens(place);
        }
    });
}

std::string flaky_backend::ask_about(const std::string& user) {
    constexpr int nobody = -1; // whose hang-up would end the call
    backend_connection backend(address_, 5s, nobody);
    std::error_code error;
    std::string id;
    std::string city;
    std::string weather;
    id = backend.call("user " + user, error);
    if (!error) city = backend.call("city " + id, error);
    if (!error) weather = backend.call("weather " + city, error);
    if (error) throw std::system_error(error, program_);
    return gateway_answer(user, city, weather);
}

} // namespace net
