#include "03-epoll-reactor/load/storm_load.h"

#include <algorithm>
#include <utility>

#include "03-epoll-reactor/load/descriptor_limit.h"
#include "03-epoll-reactor/load/text.h"

namespace net {

using namespace std::chrono_literals;

/// Sends one request, compares the echo, and leaves.
class storm_load::visitor final : public tcp_connection {
public:
    visitor(storm_load& storm, place& here, std::size_t index, unique_fd socket)
        : tcp_connection(storm.loop_, std::move(socket)),
          storm_(storm),
          here_(here),
          wanted_(storm.pattern_.piece(index, 0, storm.options_.size)) {}

    void ask() {
        start();
        if (is_open()) send(wanted_);
    }

    /// Tells how the visit went, once, and closes.
    void leave(const std::string& error) {
        if (std::exchange(is_leaving_, true)) return;
        close();
        storm_.finish(here_, error);
    }

private:
    void on_bytes(std::string_view bytes) override {
        if (!wanted_.substr(received_).starts_with(bytes)) {
            return leave("sent back wrong bytes");
        }
        received_ += bytes.size();
        if (received_ == wanted_.size()) leave("");
    }
    void on_end() override { leave("closed by the server"); }
    void on_close() override { leave("reset"); }

    storm_load& storm_;
    place& here_;
    const std::string_view wanted_;
    std::size_t received_ = 0; // bytes
    bool is_leaving_ = false;
};

storm_load::storm_load(const load_options& options, load_observer observer)
    : options_(options),
      observer_(std::move(observer)),
      address_(resolve(options.server)),
      places_(std::min(options.at_once, options.connections)) {}

storm_load::~storm_load() = default;

load_report storm_load::run() {
    allow_descriptors(places_.size());
    tick();
    const auto begin = loop_.now();
    for (place& each : places_) start_next(each);
    while (finished_ < options_.connections) loop_.run_one(-1ms);
    report_.seconds =
        std::chrono::duration<double>(loop_.now() - begin).count();
    report_.kind = to_string(options_.kind);
    report_.unit = "clients served";
    report_.connections = options_.connections;
    report_.title = "storm: " + with_commas(options_.connections) +
                    " clients, " + with_commas(places_.size()) +
                    " at a time, one echo of " + with_commas(options_.size) +
                    " bytes each";
    return std::move(report_);
}

void storm_load::start_next(place& here) {
    if (started_ == options_.connections) return;
    const std::size_t index = started_++;
    here.began = reactor::clock::now(); // loop_.now() is the turn's beginning
    here.connecting = std::make_unique<connector>(
        loop_, address_,
        [this, &here, index](std::error_code error, unique_fd socket) {
            if (error) return finish(here, connect_error_kind(error));
            begin_visit(here, index, std::move(socket));
        });
}

void storm_load::begin_visit(place& here, std::size_t index, unique_fd socket) {
    here.connecting.reset();
    here.visiting =
        std::make_shared<visitor>(*this, here, index, std::move(socket));
    const auto visit = here.visiting; // which may be over within ask()
    visit->ask();
}

void storm_load::finish(place& here, const std::string& error) {
    here.connecting.reset();
    here.visiting.reset();
    ++finished_;
    if (error.empty()) {
        ++report_.count;
        const std::chrono::nanoseconds time = loop_.now() - here.began;
        report_.latency.record(
            static_cast<std::uint64_t>(std::max(time, 0ns).count()));
    } else {
        report_.errors.add(error);
    }
    start_next(here);
}

/// A few times a second: shows how far it is, and gives up the silent.
void storm_load::tick() {
    loop_.call_after(200ms, [this] {
        observer_.progress("storm: " + with_commas(finished_) + " of " +
                           with_commas(options_.connections) +
                           " clients served");
        const auto long_ago = loop_.now() - options_.patience;
        for (place& each : places_) {
            if (each.began >= long_ago) continue;
            if (each.visiting) {
                const auto visit = each.visiting;
                visit->leave("timed out");
            } else if (each.connecting) {
                finish(each, "timed out");
            }
        }
        tick();
    });
}

} // namespace net
