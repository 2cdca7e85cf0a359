#include "03-epoll-reactor/load/gateway_load.h"

#include "01-blocking/backend_protocol.h"
#include "01-blocking/line_reader.h"
#include "03-epoll-reactor/load/text.h"

namespace net {

class gateway_load::client final : public load_client {
public:
    client(gateway_load& run, unique_fd socket, std::size_t index)
        : load_client(run, std::move(socket)), run_(run), next_(index) {}

    void measure() override { ask(); }

private:
    void ask() {
        name_ = "user" + std::to_string(next_);
        next_ += run_.options().connections;
        started_ = loop().now();
        send(name_ + "\n");
    }

    void on_bytes(std::string_view bytes) override {
        const auto now = loop().now();
        note_heard(now);
        lines_.append(bytes);
        const auto answer = lines_.next();
        if (lines_.too_long()) return fail("answered with too long a line");
        if (!answer) return;
        if (lines_.pending() > 0) return fail("answered more than was asked");
        const std::string problem = gateway_answer_problem(name_, *answer);
        if (!problem.empty()) return fail(problem);
        run_.note_latency(now - started_);
        run_.note_done(1);
        ++served_;
        if (is_done()) return arrive();
        ask();
    }

    bool is_done() const {
        return !run_.is_measuring() || served_ == run_.options().requests;
    }

    gateway_load& run_;
    std::size_t next_; // the number of the next name
    std::string name_; // the one that has been asked for
    line_splitter lines_{max_line_length};
    std::size_t served_ = 0; // questions answered
    reactor::time_point started_;
};

std::shared_ptr<load_client> gateway_load::make_client(std::size_t index,
                                                       unique_fd socket) {
    return std::make_shared<client>(*this, std::move(socket), index);
}

void gateway_load::describe(load_report& report) {
    report.unit = "answers";
    report.title =
        "gateway: " + with_commas(options().connections) + " clients at once";
    if (options().requests == 0 || report.errors.total() > 0) return;
    report.title +=
        ", " + with_commas(options().requests) +
        " questions each: all served after " +
        duration_text(static_cast<std::uint64_t>(report.seconds * 1e9));
}

std::string gateway_answer_problem(std::string_view name,
                                   std::string_view answer) {
    if (answer.starts_with("error: ")) {
        return "answered '" + std::string(answer.substr(0, 80)) + "'";
    }
    const std::string start = std::string(name) + " is in ";
    if (!answer.starts_with(start)) return "answered something else";
    const std::string_view rest = answer.substr(start.size());
    const std::size_t colon = rest.find(": ");
    if (colon == rest.npos || colon == 0 || colon + 2 == rest.size()) {
        return "answered something else";
    }
    return {};
}

} // namespace net
