// Answers a name with a sentence that takes three calls of the backend. What
// was a state in chapter 02 is a callback here.

#include "01-blocking/backend_protocol.h"
#include "01-blocking/line_reader.h"
#include "01-blocking/server_options.h"
#include "03-epoll-reactor/reactor_server.h"
#include "03-epoll-reactor/rpc_client.h"
#include "03-epoll-reactor/tcp_connection.h"

namespace {

using net::rpc_error;
using std::error_code;
using std::string;

class gateway_session final : public net::tcp_connection {
public:
    gateway_session(net::reactor& loop, net::unique_fd client,
                    const net::socket_address& backend,
                    std::chrono::milliseconds rpc_timeout)
        : tcp_connection(loop, std::move(client)),
          backend_(loop, backend, rpc_timeout) {}

private:
    // [lesson: pyramid]
    /// The callbacks may use `this`: the rpc_client is a member, and forgets
    /// its callback when it is destroyed.
    void answer(const std::string& name) {
        // [lesson: pyramid-alone]
        backend_.request("user " + name, [=, this](error_code who, string id) {
            if (who == rpc_error::refused) return reply(net::no_such_user);
            if (who) return reply(net::gateway_failure(who));
            backend_.request("city " + id, [=, this](error_code where,
                                                     string city) {
                if (where) return reply(net::gateway_failure(where));
                backend_.request("weather " + city, [=, this](error_code how,
                                                              string weather) {
                    if (how) return reply(net::gateway_failure(how));
                    reply(net::gateway_answer(name, city, weather));
                });
            });
        });
        // [end]
    }
    // [end]

    void reply(const std::string& line) {
        note_activity();
        send(line + "\n");
        next();
    }

    void on_bytes(std::string_view bytes) override {
        lines_.append(bytes);
        // So much for one who sends more than we can answer.
        if (lines_.pending() > 4 * net::max_line_length) pause_reading();
        next();
    }

    void on_drained() override { next(); }

    void on_end() override {
        client_is_done_ = true;
        next();
    }

    bool is_busy() const override { return backend_.is_busy(); }

    /// Goes on with the next line, if its turn has come: when the one before
    /// is answered, and that answer is taken.
    void next() {
        if (is_busy() || !is_open() || !waiting().empty()) return;
        if (const auto line = lines_.next()) {
            answer(*line);
        } else if (lines_.too_long()) {
            send(std::string(net::line_too_long) + "\n");
            close_after_last_words();
        } else if (client_is_done_) {
            close_when_drained();
        }
        if (!client_is_done_ && lines_.pending() <= net::max_line_length) {
            resume_reading();
        }
    }

    net::line_splitter lines_{net::max_line_length};
    bool client_is_done_ = false; // with sending; the answers are still due
    net::rpc_client backend_;
};

} // namespace

int main(int argc, char** argv) {
    net::poller_choices choices;
    const net::server_options options =
        net::parse_server_options(argc, argv, {.port = 7003}, choices.options);
    return net::run_server(argv[0], [&] {
        const net::socket_address backend = net::resolve(options.backend);
        net::reactor_server server(options, choices.poller(), choices.how());
        server.run([&](net::reactor& loop, net::unique_fd client) {
            std::make_shared<gateway_session>(loop, std::move(client), backend,
                                              options.rpc_timeout)
                ->start(options.idle_timeout);
        });
    });
}
