#include "03-epoll-reactor/load/echo_load.h"

#include "03-epoll-reactor/load/echo_client.h"
#include "03-epoll-reactor/load/text.h"

namespace net {

class echo_load::client final : public echo_client {
public:
    client(echo_load& run, unique_fd socket, std::size_t index)
        : echo_client(run, std::move(socket), run.pattern_, index), run_(run) {}

    void prepare() override { request(1); }
    void measure() override { request(run_.options().pipeline); }

private:
    void on_echoes(std::size_t count) override {
        run_.note_done(count);
        if (run_.is_measuring()) {
            request(count);
        } else if (!expects_bytes()) {
            arrive();
        }
    }

    echo_load& run_;
};

std::shared_ptr<load_client> echo_load::make_client(std::size_t index,
                                                    unique_fd socket) {
    return std::make_shared<client>(*this, std::move(socket), index);
}

void echo_load::describe(load_report& report) {
    report.unit = "echoes";
    report.title = "echo: " + with_commas(options().connections) +
                   " connections, " + with_commas(options().pipeline) +
                   " under way on each, " + with_commas(options().size) +
                   " bytes";
    if (options().idle_connections > 0) {
        report.title += "; " + with_commas(options().idle_connections) +
                        " more connections idle";
    }
}

} // namespace net
