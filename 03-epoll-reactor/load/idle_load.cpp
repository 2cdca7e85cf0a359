#include "03-epoll-reactor/load/idle_load.h"

#include "03-epoll-reactor/load/echo_client.h"
#include "03-epoll-reactor/load/text.h"

namespace net {

class idle_load::client final : public echo_client {
public:
    client(idle_load& run, unique_fd socket, std::size_t index)
        : echo_client(run, std::move(socket), run.pattern_, index), run_(run) {}

    void prepare() override { check(); }
    void measure() override {} // until the time is over
    void time_is_over() override { arrive(); }
    void check() override {
        if (!run_.options().echo_check) return arrive();
        request(1);
    }

private:
    void on_echoes(std::size_t) override { arrive(); }

    idle_load& run_;
};

std::shared_ptr<load_client> idle_load::make_client(std::size_t index,
                                                    unique_fd socket) {
    return std::make_shared<client>(*this, std::move(socket), index);
}

void idle_load::describe(load_report& report) {
    report.title = "idle: " + with_commas(options().connections) +
                   " connections held for " + with_decimals(report.seconds, 1) +
                   " s";
    if (options().echo_check && report.errors.total() == 0) {
        report.title += ", each works";
    }
}

} // namespace net
