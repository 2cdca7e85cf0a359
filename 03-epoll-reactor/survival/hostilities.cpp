// The kinds of hostility that are clients: each a small class, and a line of
// the table at the end.
#include <sys/socket.h>

#include "01-blocking/chat_message.h"
#include "03-epoll-reactor/survival/hostile_client.h"
#include "03-epoll-reactor/survival/hostile_words.h"

namespace net {

using namespace std::chrono_literals;

namespace {

// No bound was promised to those who are hostile; but in the end they must get
// what they are due.
constexpr int enough = 5; // times the bound

/// Asks a lot, and is gone by a reset: at once, in mid-answer, or after an end
/// of stream, when the server's next write fails with EPIPE.
class resetting_client final : public hostile_client {
public:
    using hostile_client::hostile_client;

    void begin() override {
        way_ = place().random(3);
        send(burst(place().kind()));
        if (way_ == 1) return;
        if (way_ == 2 && is_open()) ::shutdown(fd(), SHUT_WR);
        leave_by_reset();
    }

private:
    void on_bytes(std::string_view) override { leave_by_reset(); }

    std::size_t way_ = 0;
};

/// Wants its answers, whatever it does to get them; and in time.
class demanding_client : public hostile_client {
public:
    using hostile_client::hostile_client;

    void begin() override {
        since_ = loop().now();
        asked_ = unique_requests(place());
        ask(asked_);
        look_at_the_clock();
    }

protected:
    virtual void ask(const std::string& requests) = 0;
    virtual bool is_satisfied() const {
        return is_answered(place().kind(), asked_, heard_);
    }

private:
    void on_bytes(std::string_view bytes) override {
        heard_ += bytes;
        if (is_satisfied()) close();
    }

    void on_end() override {
        if (!is_answered(place().kind(), asked_, heard_)) {
            place().fail(name() + " has waited for the rest in vain");
        }
        close();
    }

    void look_at_the_clock() {
        const auto now = loop().now();
        const auto began =
            place().want_of_descriptors.patience_begins(since_, now);
        if (now - began > enough * place().bound() + time_to_ask()) {
            place().fail(name() + " has waited in vain");
        }
        later(100ms, [this] { look_at_the_clock(); });
    }

    virtual std::string name() const = 0;
    virtual std::chrono::milliseconds time_to_ask() const { return 0ms; }

    reactor::time_point since_;
    std::string asked_;
    std::string heard_;
};

/// Says that nothing more will come, and wants the rest, and the end.
class half_closing_client final : public demanding_client {
public:
    using demanding_client::demanding_client;

private:
    void ask(const std::string& requests) override {
        send(requests);
        ::shutdown(fd(), SHUT_WR);
    }
    bool is_satisfied() const override { return false; } // but by the end
    std::string name() const override { return "a client that half-closed"; }
};

/// Sends a byte at a time.
class dribbling_client final : public demanding_client {
public:
    using demanding_client::demanding_client;

private:
    void ask(const std::string& requests) override {
        rest_ = requests;
        drip();
    }
    void drip() {
        if (rest_.empty()) return;
        send(rest_.substr(0, 1));
        rest_.erase(0, 1);
        later(pause, [this] { drip(); });
    }
    std::string name() const override {
        return "a client that sends a byte at a time";
    }
    std::chrono::milliseconds time_to_ask() const override { return 200ms; }

    static constexpr auto pause = 3ms;
    std::string rest_;
};

/// Half-closes and listens no more, either; then goes by a reset.
class deaf_client final : public hostile_client {
public:
    using hostile_client::hostile_client;

    void begin() override {
        pause_reading();
        send(burst(place().kind()));
        ::shutdown(fd(), SHUT_WR);
        later(1000ms, [this] { leave_by_reset(); });
    }
};

/// Sends as fast as the server takes it, and never reads.
class flooding_client final : public hostile_client {
public:
    using hostile_client::hostile_client;

    void begin() override {
        const int smallest = 4096; // to be a burden early
        ::setsockopt(fd(), SOL_SOCKET, SO_RCVBUF, &smallest, sizeof smallest);
        pause_reading();
        portion_ = requests(place().kind(), 10'000);
        if (is_in_a_room())
            portion_ = encode_chat_message(std::string(500, 'r'));
        flood();
        later(is_in_a_room() ? 10s : 4s, [this] {
            has_had_enough_ = true;
            leave_by_reset();
        });
    }

private:
    void flood() {
        if (waiting().empty()) send(portion_);
        later(is_in_a_room() ? 40ms : 5ms, [this] { flood(); });
    }

    /// A room says it all to everybody, and those who do read must be able to
    /// follow: so it gets less of it, for longer.
    bool is_in_a_room() const { return place().kind() == load_kind::chat; }

    void on_close() override {
        if (has_had_enough_ || place().is_sending_home()) return;
        place().count("floods cut off by the server");
    }

    std::string portion_;
    bool has_had_enough_ = false; // so he ends it himself
};

/// Says what nobody understands.
class babbling_client final : public hostile_client {
public:
    using hostile_client::hostile_client;

    void begin() override {
        const nonsense said = any_nonsense(place());
        since_ = loop().now();
        send(said.bytes);
        if (said.is_the_end) return look_at_the_clock();
        later(300ms, [this] { close(); });
    }

private:
    void look_at_the_clock() {
        const auto now = loop().now();
        const auto began =
            place().want_of_descriptors.patience_begins(since_, now);
        if (now - began > enough * place().bound()) {
            place().fail("who spoke nonsense was not ended");
        }
        later(100ms, [this] { look_at_the_clock(); });
    }

    reactor::time_point since_;
};

template <class Client>
void send_in(arena& place) {
    place.connect([&place](std::error_code error, unique_fd socket) {
        if (error) return; // the well-behaved will say so
        const auto one = std::make_shared<Client>(place, std::move(socket));
        place.watch_over(one);
        one->start();
        if (one->is_open()) one->begin();
    });
}

/// Clients that connect and vanish, before the server has seen them.
void vanish(arena& place) {
    for (int i = 0; i < 10; ++i) {
        std::error_code error;
        const unique_fd socket = start_connect(place.server(), error);
        if (!error && i % 2 == 0) reset_when_closed(socket.get());
    }
}

} // namespace

const std::vector<hostility>& hostilities() {
    static const std::vector<hostility> all{
        {"resets", 20ms, send_in<resetting_client>},
        {"half-closes", 50ms, send_in<half_closing_client>},
        {"half-closes, deaf", 200ms, send_in<deaf_client>},
        {"byte at a time", 100ms, send_in<dribbling_client>},
        {"floods, never reading", 500ms, send_in<flooding_client>},
        {"bad frames", 50ms, send_in<babbling_client>},
        {"connects and vanishes by tens", 50ms, vanish},
    };
    return all;
}

} // namespace net
