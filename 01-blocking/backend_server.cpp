// What the gateway asks: who is it, where do they live, how is the weather
// there. Each answer takes its time, as a database or a service far away would.

#include <poll.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "01-blocking/backend_protocol.h"
#include "01-blocking/client_threads.h"
#include "01-blocking/error.h"
#include "01-blocking/line_reader.h"
#include "01-blocking/listener.h"
#include "01-blocking/server_options.h"
#include "01-blocking/stream.h"

namespace {

struct place {
    std::string_view city;
    std::string_view weather;
};
constexpr std::array<place, 6> places{{{"Paris", "sunny, 21 C"},
                                       {"London", "rain, 14 C"},
                                       {"Tokyo", "cloudy, 18 C"},
                                       {"Lima", "fog, 16 C"},
                                       {"Oslo", "snow, -3 C"},
                                       {"Cairo", "clear, 33 C"}}};

/// The user with the number i + 1 lives in places[i].
constexpr std::array<std::string_view, places.size()> people{
    "alice", "bob", "carol", "dave", "erin", "frank"};

/// userN has the number 1000 + N.
constexpr std::size_t first_numbered_user = 1000;

std::optional<std::size_t> number(std::string_view text) {
    std::size_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

std::string user(std::string_view name) {
    for (std::size_t i = 0; i < people.size(); ++i) {
        if (people[i] == name) return "ok " + std::to_string(i + 1);
    }
    if (name.starts_with("user")) {
        if (const auto n = number(name.substr(4))) {
            return "ok " + std::to_string(first_numbered_user + *n);
        }
    }
    return "error no such user";
}

std::string city(std::string_view id) {
    const auto n = number(id);
    if (!n || *n == 0) return "error no such id";
    const std::size_t at =
        *n >= first_numbered_user ? *n - first_numbered_user : *n - 1;
    return "ok " + std::string(places[at % places.size()].city);
}

std::string weather(std::string_view city_name) {
    for (const place& one : places) {
        if (one.city == city_name) return "ok " + std::string(one.weather);
    }
    return "error no such city";
}

std::string reply(std::string_view request) {
    const std::size_t space = request.find(' ');
    const std::string_view question = request.substr(0, space);
    const std::string_view about =
        space == request.npos ? "" : request.substr(space + 1);
    if (question == "user") return user(about);
    if (question == "city") return city(about);
    if (question == "weather") return weather(about);
    return "error no such question";
}

/// Waits, unless the connection ends meanwhile: asked for no events, poll(2)
/// still tells of a hang-up.
void pause(int client, std::chrono::milliseconds time) {
    pollfd hang_up{client, 0, 0};
    ::poll(&hang_up, 1, static_cast<int>(time.count()));
}

void serve(int client, const net::server_options& options) {
    net::set_receive_timeout(client, options.idle_timeout);
    net::line_reader lines(client, net::max_line_length);
    std::error_code error;
    while (!error) {
        const std::string request = lines.read_line(error);
        if (error) return;
        pause(client, options.delay);
        net::write_all(client, reply(request) + "\n", error);
    }
}

} // namespace

int main(int argc, char** argv) {
    const net::server_options options =
        net::parse_server_options(argc, argv, {.port = 7010});
    return net::run_server(argv[0], [&] {
        net::listener door(options);
        net::client_threads threads(
            [&](int client) { serve(client, options); });
        while (net::unique_fd client = door.next_client()) {
            threads.start(std::move(client));
        }
    });
}
