#include "03-epoll-reactor/load/load_run.h"

#include <sys/resource.h>

#include <utility>

#include "01-blocking/error.h"
#include "03-epoll-reactor/load/descriptor_limit.h"
#include "03-epoll-reactor/load/opener.h"
#include "03-epoll-reactor/load/text.h"

namespace net {

using namespace std::chrono_literals;

namespace {

constexpr auto tick_time = 200ms;

/// Opened, and never heard of.
class silent_client final : public load_client {
public:
    using load_client::load_client;

private:
    void on_bytes(std::string_view) override { fail("spoken to unasked"); }
};

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) +
           static_cast<double>(time.tv_usec) / 1e6;
}

double seconds(reactor::clock::duration time) {
    return std::chrono::duration<double>(time).count();
}

} // namespace

load_run::load_run(const load_options& options, load_observer observer)
    : options_(options), observer_(std::move(observer)) {}

load_report load_run::run() {
    allow_descriptors(options_.connections + options_.idle_connections);
    tick();
    open(options_.idle_connections, silent_,
         [this](std::size_t, unique_fd socket) {
             return std::make_shared<silent_client>(*this, std::move(socket));
         });
    open(options_.connections, clients_,
         [this](std::size_t index, unique_fd socket) {
             return make_client(index, std::move(socket));
         });
    pass(phase::preparing, &load_client::prepare);
    observer_.all_open();
    measure();
    pass(phase::checking, &load_client::check);
    for (const auto& each : silent_) each->leave();
    for (const auto& each : clients_) each->leave();
    report_.kind = to_string(options_.kind);
    report_.connections = options_.connections;
    describe(report_);
    return std::move(report_);
}

void load_run::note_latency(reactor::clock::duration time) {
    // What is still under way when the time is over counts here as well: to
    // leave out the slow ones would make the rest look fast.
    if (!is_measuring() && !is_draining()) return;
    report_.latency.record(
        static_cast<std::uint64_t>(std::chrono::nanoseconds(time).count()));
}

void load_run::open(
    std::size_t count, client_list& into,
    const std::function<std::shared_ptr<load_client>(std::size_t, unique_fd)>&
        make) {
    if (count == 0) return;
    reactor::time_point last_news = loop_.now();
    opener opening(loop_, resolve(options_.server), count,
                   [&](std::error_code error, unique_fd socket) {
                       last_news = loop_.now();
                       if (error) {
                           errors().add(connect_error_kind(error));
                           return;
                       }
                       into.push_back(make(into.size(), std::move(socket)));
                       into.back()->start();
                   });
    while (!opening.is_done()) {
        loop_.run_one(-1ms);
        if (loop_.now() - last_news > options_.patience) opening.give_up();
    }
}

/// Tells all clients to start, and waits until the last one has arrived.
void load_run::pass(phase now, void (load_client::*start)()) {
    phase_ = now;
    missing_ = 0;
    for (const auto& each : clients_) {
        if (!each->is_open()) continue;
        each->has_arrived_ = false;
        each->note_heard(loop_.now());
        ++missing_;
    }
    for (const auto& each : clients_) {
        if (each->is_open()) ((*each).*start)();
    }
    while (missing_ > 0) loop_.run_one(-1ms);
}

void load_run::measure() {
    rusage used{};
    check(::getrusage(RUSAGE_SELF, &used), "getrusage");
    user_at_start_ = seconds(used.ru_utime);
    system_at_start_ = seconds(used.ru_stime);
    started_ = loop_.now();
    reactor::timer_id end;
    if (options_.requests == 0) {
        end = loop_.call_after(options_.duration, [this] { end_measuring(); });
    }
    pass(phase::measuring, &load_client::measure);
    // All may have arrived early: done with their requests, or lost.
    if (is_measuring()) end_measuring();
    loop_.cancel(end);
}

void load_run::end_measuring() {
    report_.seconds = seconds(loop_.now() - started_);
    phase_ = phase::draining;
    rusage used{};
    check(::getrusage(RUSAGE_SELF, &used), "getrusage");
    report_.user_seconds = seconds(used.ru_utime) - user_at_start_;
    report_.system_seconds = seconds(used.ru_stime) - system_at_start_;
    for (const auto& each : clients_) {
        if (!each->has_arrived()) each->time_is_over();
    }
}

void load_run::tick() {
    loop_.call_after(tick_time, [this] {
        on_tick();
        fail_the_silent();
        observer_.progress(progress());
        tick();
    });
}

void load_run::fail_the_silent() {
    const auto long_ago = loop_.now() - options_.patience;
    for (const auto& each : clients_) {
        if (each->has_arrived() || !each->expects_bytes()) continue;
        if (each->last_heard() < long_ago) each->fail("timed out");
    }
}

std::string load_run::progress() const {
    const std::string kind = to_string(options_.kind);
    const std::string all = with_commas(options_.connections);
    switch (phase_) {
        case phase::opening:
            return kind + ": " + with_commas(clients_.size()) + " of " + all +
                   " connections open";
        case phase::preparing: return kind + ": preparing";
        case phase::measuring: break;
        case phase::draining: return kind + ": waiting for the last ones";
        case phase::checking: return kind + ": checking";
    }
    std::string text = kind + ": ";
    if (options_.requests > 0) {
        return text + with_commas(options_.connections - missing_) + " of " +
               all + " clients served";
    }
    return text + with_decimals(seconds(loop_.now() - started_), 1) + " of " +
           with_decimals(seconds(options_.duration), 1) + " s";
}

} // namespace net
