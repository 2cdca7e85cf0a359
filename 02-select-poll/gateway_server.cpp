// Answers a name with a sentence that takes three calls of the backend. In
// chapter 01 this was three lines, one under another; here it is a state.

#include <sys/socket.h>

#include <algorithm>

#include "01-blocking/backend_protocol.h"
#include "01-blocking/error.h"
#include "01-blocking/line_reader.h"
#include "01-blocking/server_options.h"
#include "01-blocking/stream.h"
#include "02-select-poll/nonblocking.h"
#include "02-select-poll/outbox.h"
#include "02-select-poll/server_loop.h"

namespace {

using namespace std::chrono_literals;
using net::interest;
using net::rpc_error;

/// What all gateway connections need to know.
struct settings {
    net::server_options options;
    net::socket_address backend;
};

class gateway_connection final : public net::connection {
public:
    gateway_connection(net::unique_fd client, net::server_loop& loop,
                       const settings& shared)
        : client_(std::move(client)), loop_(loop), shared_(shared) {
        loop_.watch(client_.get(), interest::readable, *this);
        go_on();
    }

    ~gateway_connection() override {
        hang_up();
        loop_.forget(client_.get());
    }

    void on_ready(const net::ready_descriptor& ready) override {
        std::error_code error;
        if (ready.fd == backend_.get()) {
            serve_backend(ready.what, error);
            if (error) fail(rpc_error::unavailable);
        } else {
            serve_client(ready.what, error);
            if (error) return loop_.finish(*this);
        }
        go_on();
    }

    void on_deadline() override {
        if (state_ == state::idle || state_ == state::last_words) {
            return loop_.finish(*this);
        }
        if (!backend_ && clock_now() < call_deadline_) {
            open_backend(); // there were no descriptors a moment ago
        } else {
            fail(rpc_error::timed_out);
        }
        go_on();
    }

private:
    // [lesson: states]
    /// What the connection waits for: where chapter 01's thread would stand.
    enum class state {
        idle,       // a line from the client
        user,       // the backend's answer to "user alice",
        city,       // to "city 1",
        weather,    // and to "weather Paris"
        last_words, // the client to take "line too long" and to hang up
    };
    // [end]

    void serve_client(interest ready, std::error_code& error) {
        if (includes(ready, interest::writable)) {
            to_client_.flush(client_.get(), error);
        }
        if (error || !includes(ready, interest::readable)) return;
        // Small portions: what is read must be kept until it is its turn.
        const std::span<char> scratch = loop_.scratch().first(4096);
        const std::size_t n = net::read_some(client_.get(), scratch, error);
        if (state_ == state::last_words) return; // nobody listens any more
        from_client_.append({scratch.data(), n});
        if (error == net::error::eof) client_is_done_ = true;
        if (client_is_done_ || net::would_block(error)) error.clear();
    }

    void serve_backend(interest ready, std::error_code& error) {
        if (connecting_) {
            error = net::connect_result(backend_.get());
            connecting_ = false;
        }
        if (!error) to_backend_.flush(backend_.get(), error);
        if (error || !includes(ready, interest::readable)) return;
        const std::span<char> scratch = loop_.scratch().first(4096);
        const std::size_t n = net::read_some(backend_.get(), scratch, error);
        if (net::would_block(error)) error.clear();
        from_backend_.append({scratch.data(), n});
        if (const auto reply = from_backend_.next()) take_reply(*reply);
        if (from_backend_.too_long()) error = rpc_error::unavailable;
    }

    // [lesson: take-reply]
    void take_reply(const std::string& reply) {
        std::error_code error;
        const std::string value = net::parse_reply(reply, error);
        switch (state_) {
            // [lesson: three-states]
            case state::user:
                if (error == rpc_error::refused) {
                    return answer(net::no_such_user);
                }
                if (error) return fail(error);
                return call("city " + value, state::city);
            case state::city:
                if (error) return fail(error);
                city_ = value;
                return call("weather " + value, state::weather);
            case state::weather:
                if (error) return fail(error);
                return answer(net::gateway_answer(name_, city_, value));
            // [end]
            case state::idle:
            case state::last_words: return hang_up(); // nobody had asked
        }
    }
    // [end]

    /// Begins what can be begun, and says what to watch for until then.
    void go_on() {
        while (state_ == state::idle && to_client_.empty()) {
            auto line = from_client_.next();
            if (!line) break;
            name_ = *std::move(line);
            call("user " + name_, state::user);
        }
        if (state_ == state::idle && to_client_.empty()) {
            if (from_client_.too_long())
                say_last_words();
            else if (client_is_done_)
                return loop_.finish(*this);
        }
        set_interests();
        if (state_ == state::idle) {
            const auto limit = shared_.options.idle_timeout;
            deadline = limit == 0ms ? never : clock_now() + limit;
        }
    }

    void set_interests() {
        interest what = interest::none;
        const bool may_read = from_client_.pending() < 4096 && !client_is_done_;
        if (may_read || state_ == state::last_words) what = interest::readable;
        if (!to_client_.empty()) what = what | interest::writable;
        loop_.update(client_.get(), what);
        if (!backend_) return;
        what = connecting_ ? interest::none : interest::readable;
        if (connecting_ || !to_backend_.empty()) {
            what = what | interest::writable;
        }
        loop_.update(backend_.get(), what);
    }

    void call(const std::string& request, state next) {
        state_ = next;
        call_deadline_ = clock_now() + shared_.options.rpc_timeout;
        tries_ = 0;
        // A kept connection may have been closed while nobody looked.
        const bool first = next == state::user;
        if (first && backend_ && net::is_stale(backend_.get())) hang_up();
        to_backend_.push(request + "\n");
        if (!backend_) return open_backend();
        deadline = call_deadline_;
        std::error_code error;
        to_backend_.flush(backend_.get(), error);
        if (error) fail(error);
    }

    void open_backend() {
        deadline = call_deadline_;
        std::error_code error;
        backend_ = net::start_connect(shared_.backend, error);
        try {
            if (!error) loop_.watch(backend_.get(), interest::writable, *this);
        } catch (const std::system_error& refusal) { // select's limit
            error = refusal.code();
        }
        connecting_ = !error;
        if (!error) return;
        backend_.reset();
        if (!net::out_of_resources(error) ||
            ++tries_ == net::most_connect_tries) {
            return fail(error);
        }
        // Other clients may leave and give their descriptors back.
        deadline = std::min(call_deadline_, clock_now() + net::accept_pause);
    }

    void answer(std::string line) {
        state_ = state::idle;
        to_client_.push(std::move(line += "\n"));
        std::error_code error;
        to_client_.flush(client_.get(), error);
        if (error) loop_.finish(*this);
    }

    void fail(const std::error_code& error) {
        hang_up(); // a late answer must not meet the next question
        if (state_ != state::idle) answer(net::gateway_failure(error));
    }

    void hang_up() {
        if (backend_) loop_.forget(backend_.get());
        backend_.reset();
        connecting_ = false;
        to_backend_ = {};
        from_backend_ = net::line_splitter(net::max_line_length);
    }

    void say_last_words() {
        answer(net::line_too_long);
        ::shutdown(client_.get(), SHUT_WR);
        state_ = state::last_words;
        deadline = clock_now() + 1s;
    }

    static time_point clock_now() { return std::chrono::steady_clock::now(); }

    net::unique_fd client_;
    net::server_loop& loop_; // outlives every connection, and so does shared_
    const settings& shared_;
    state state_ = state::idle;
    bool client_is_done_ = false; // with sending; the answers are still due
    net::line_splitter from_client_{net::max_line_length};
    net::outbox to_client_;

    net::unique_fd backend_; // empty: not connected
    bool connecting_ = false;
    time_point call_deadline_ = never;
    int tries_ = 0; // to connect, for this call
    net::line_splitter from_backend_{net::max_line_length};
    net::outbox to_backend_;
    std::string name_; // whom the client asked about,
    std::string city_; // and what the backend has said so far
};

} // namespace

int main(int argc, char** argv) {
    net::choice own[] = {{"poller", {"poll", "select"}}};
    const net::server_options options = net::parse_server_options(
        argc, argv, {.port = 7003, .most_threads = 1}, own);
    return net::run_server(argv[0], [&] {
        const settings shared{options, net::resolve(options.backend)};
        net::server_loop loop(options, net::make_poller(own[0].chosen),
                              [&](net::unique_fd client) {
                                  return std::make_unique<gateway_connection>(
                                      std::move(client), loop, shared);
                              });
        loop.run();
    });
}
