// Answers a name with a sentence that takes three calls of the backend.

#include <cstring>
#include <memory>
#include <string>

#include "01-blocking/backend_protocol.h"
#include "01-blocking/line_reader.h"
#include "01-blocking/server_options.h"
#include "02-select-poll/nonblocking.h"
#include "04-proactor/backend_client.h"
#include "04-proactor/net.h"
#include "04-proactor/proactor_server.h"

namespace {

using net::rpc_error;
using std::error_code;
using std::string;

class gateway_session : public std::enable_shared_from_this<gateway_session> {
public:
    gateway_session(net::ip::tcp::socket client,
                    const net::ip::tcp::endpoint& backend,
                    const net::server_options& options)
        : socket_(std::move(client)),
          idle_(socket_, options.idle_timeout),
          backend_(std::make_shared<net::backend_client>(
              socket_.get_executor(), backend, options.rpc_timeout)) {}

    void start() {
        idle_.start(shared_from_this());
        next();
    }

private:
    void answer(const string& name) {
        const auto self = shared_from_this();
        backend_->async_call("user " + name, [=](error_code who, string id) {
            if (who == rpc_error::refused)
                return self->reply(net::no_such_user);
            if (who) return self->reply(net::gateway_failure(who));
            self->backend_->async_call("city " + id, [=](error_code where,
                                                         string city) {
                if (where) return self->reply(net::gateway_failure(where));
                self->backend_->async_call(
                    "weather " + city, [=](error_code how, string weather) {
                        if (how) return self->reply(net::gateway_failure(how));
                        self->reply(net::gateway_answer(name, city, weather));
                    });
            });
        });
    }

    /// The next line, or more of it, or the end.
    void next() {
        if (const auto line = lines_.next()) {
            idle_.pause(); // it is our turn
            answer(*line);
        } else if (lines_.too_long()) {
            say_last_words();
        } else {
            read();
        }
    }

    void read() {
        socket_.async_read_some(
            net::buffer(bytes_),
            [self = shared_from_this()](error_code error, std::size_t n) {
                if (error) return self->close();
                self->idle_.note();
                self->lines_.append({self->bytes_, n});
                self->next();
            });
    }

    void reply(const string& line) {
        idle_.resume();
        reply_ = line + "\n";
        net::async_write(
            socket_, net::buffer(reply_),
            [self = shared_from_this()](error_code error, std::size_t) {
                if (error) return self->close();
                self->idle_.note();
                self->next();
            });
    }

    /// A plain close() would answer the client's next byte with a reset, which
    /// may overtake what we have said. So we wait for it to hang up.
    void say_last_words() {
        reply_ = string(net::line_too_long) + "\n";
        net::async_write(
            socket_, net::buffer(reply_),
            [self = shared_from_this()](error_code error, std::size_t) {
                if (error) return self->close();
                self->socket_.shutdown(net::ip::tcp::socket::shutdown_send,
                                       error);
                self->farewell_.expires_after(std::chrono::seconds(1));
                self->farewell_.async_wait(
                    [self](error_code) { self->close(); });
                self->read_to_the_end();
            });
    }
    void read_to_the_end() {
        socket_.async_read_some(
            net::buffer(bytes_),
            [self = shared_from_this()](error_code error, std::size_t) {
                if (error) return self->close();
                self->read_to_the_end();
            });
    }

    void close() {
        idle_.stop();
        farewell_.cancel();
        backend_->close();
        error_code ignored;
        socket_.close(ignored);
    }

    net::ip::tcp::socket socket_;
    net::idle_watch idle_;
    net::steady_timer farewell_{socket_.get_executor()};
    std::shared_ptr<net::backend_client> backend_;
    net::line_splitter lines_{net::max_line_length};
    string reply_; // while it is being written
    char bytes_[1024];
};

net::ip::tcp::endpoint look_up(const net::host_port& address) {
    const net::socket_address found = net::resolve(address);
    net::ip::tcp::endpoint result;
    std::memcpy(result.data(), &found.storage, found.size);
    result.resize(found.size);
    return result;
}

} // namespace

int main(int argc, char** argv) {
    net::engine_choice engine;
    const net::server_options options = net::parse_server_options(
        argc, argv, {.port = 7003}, {&engine.option, 1});
    return net::run_server(argv[0], [&] {
        const net::ip::tcp::endpoint backend = look_up(options.backend);
        net::proactor_server server(options, engine);
        server.run([&](net::ip::tcp::socket client) {
            std::make_shared<gateway_session>(std::move(client), backend,
                                              options)
                ->start();
        });
    });
}
