// What every server promises about many clients that come, go, and vanish.
#include <poll.h>

#include <cstdlib>

#include "01-blocking/contract/cases.h"
#include "01-blocking/contract/process_stats.h"
#include "01-blocking/contract/waiting.h"

namespace net {
namespace {

constexpr int clients_at_once = 64;

/// How many clients it takes to see a leak. A large one shows with fewer.
int clients_of_a_leak_test(server_kind kind) {
    if (const char* fewer = std::getenv("CONTRACT_CONNECTS")) {
        return std::atoi(fewer);
    }
    switch (kind) {
        case server_kind::echo: return 50'000;
        case server_kind::chat: return 20'000;
        case server_kind::gateway: return 5'000;
    }
    std::abort();
}

/// Clients that connect, of which every third just leaves, every third resets,
/// and every third has a word with the server first.
void come_and_go(contract& server, int count) {
    std::vector<client> crowd;
    for (int i = 0; i < count; ++i) {
        // Each address of ours has 28,000 ports, each of them needed for a
        // while after its connection has closed: so we use many addresses.
        const client_options somewhere{.source = 2 + i % 200};
        crowd.push_back(
            server.connect("client " + std::to_string(i), somewhere));
        if (crowd.size() < clients_at_once && i + 1 < count) continue;
        for (std::size_t at = 0; at < crowd.size(); ++at) {
            client& visitor = crowd[at];
            if (at % 3 == 2) server.serves(visitor, server.allowed().step);
            if (at % 3 == 1) visitor.reset();
            if (at % 3 != 1) visitor.leave();
        }
        crowd.clear();
    }
}

/// All have gone, and so have their descriptors. A few more may stay open:
/// some are opened when they are first needed, and kept.
void has_closed_all(contract& server, std::size_t before) {
    constexpr std::size_t kept = 8;
    std::size_t now = 0;
    if (!becomes_true(server.allowed().step, [&] {
            now = open_descriptors(server.process().group());
            return now <= before + kept;
        })) {
        throw broken_promise(
            "it has " + std::to_string(before) + " descriptors open, as before",
            "it has " + std::to_string(now));
    }
    server.steps().tell("it has " + std::to_string(now) + " descriptors open");
}

void leaks_nothing(contract& server) {
    const int half = clients_of_a_leak_test(server.kind()) / 2;
    server.steps().tell(std::to_string(2 * half) + " clients come and go");
    server.start();
    const std::size_t before = open_descriptors(server.process().group());

    come_and_go(server, half);
    has_closed_all(server, before);
    // Only now it has all that it will ever need: threads, buffers, a heap.
    const std::size_t memory = memory_in_use(server.process().group());
    come_and_go(server, half);

    has_closed_all(server, before);
    server.has_not_grown(memory, server.allowed().leak);
}

/// So much to answer that the server is in the midst of it when the client
/// vanishes.
std::string burst_for(server_kind kind) {
    const int questions = kind == server_kind::echo   ? 4'000
                          : kind == server_kind::chat ? 2'000
                                                      : 200;
    std::string burst;
    for (int i = 0; i < questions; ++i) burst += question_for(kind, i).bytes;
    return burst;
}

/// Asks, and goes without reading the answers. What the server's next write()
/// says depends on the way.
void ask_and_vanish(client& visitor, const std::string& burst, int way) {
    if (way == 0) { // the end, or a reset if an answer has come
        visitor.send(burst);
        visitor.leave();
    } else if (way == 1) { // a reset while an answer is on its way
        visitor.send(burst);
        visitor.wait_for(POLLIN, limits::milliseconds(10));
        visitor.leave();
    } else if (way == 2) { // ECONNRESET
        visitor.send(burst);
        visitor.reset();
    } else { // the end and then a reset: EPIPE, and with it the signal
        visitor.send_last(burst);
        visitor.reset();
    }
}

void survives_resets(contract& server) {
    server.start();
    client bystander = server.connect("a bystander");
    server.serves(bystander, server.allowed().step);
    const std::string burst = burst_for(server.kind());

    for (int i = 0; i < 40; ++i) {
        client visitor =
            server.connect("vanishing client " + std::to_string(i));
        ask_and_vanish(visitor, burst, i % 4);
        server.serves(bystander, server.allowed().soon);
    }
    bystander.leave();
    server.serves_a_new_client(server.allowed().step);
}

/// Waits until none of the crowd gets anything for a while.
void hear_all(std::vector<client>& crowd) {
    constexpr int quiet = 100; // ms
    const deadline end = deadline_after(crowd.front().step());
    std::vector<pollfd> watched;
    for (const client& each : crowd) watched.push_back({each.fd(), POLLIN, 0});
    while (::poll(watched.data(), watched.size(), quiet) > 0 &&
           time_left(end).count() > 0) {
        for (std::size_t i = 0; i < crowd.size(); ++i) {
            if (watched[i].revents == 0) continue;
            const auto next = crowd[i].read_more(limits::milliseconds(0));
            if (next == client::arrival::end) watched[i].fd = -1;
        }
    }
}

/// One who is answered at all, even if the answer is that it is no good time.
bool was_answered(const client& visitor, server_kind kind, int number) {
    const std::string answer =
        kind == server_kind::gateway ? "\n" : question_for(kind, number).answer;
    return visitor.inbox().find(answer) != std::string_view::npos;
}

/// Asks, and waits until there is an answer; true if it is the right one.
bool asks_successfully(contract& server, client& visitor, int number) {
    const question asked = question_for(server.kind(), number);
    visitor.drop(visitor.inbox().size());
    visitor.send(asked.bytes);
    const deadline end = deadline_after(server.allowed().step);
    while (!was_answered(visitor, server.kind(), number)) {
        if (visitor.read_more(time_left(end)) != client::arrival::bytes) {
            visitor.fail("an answer within " +
                         std::to_string(server.allowed().step.count()) + " ms");
        }
    }
    return visitor.inbox().find(asked.answer) != std::string_view::npos;
}

void survives_want_of_descriptors(contract& server) {
    constexpr std::size_t descriptors = 64;
    server.start({.descriptors = descriptors});
    std::vector<client> crowd;
    for (int i = 0; i < 200; ++i) {
        crowd.push_back(server.connect("client " + std::to_string(i)));
        crowd.back().offer(question_for(server.kind(), i).bytes);
    }
    hear_all(crowd);
    server.rests("it rests while it cannot accept");
    hear_all(crowd); // "it is no good time" may take its time

    std::size_t answered = 0;
    for (std::size_t i = 0; i < crowd.size(); ++i) {
        const int number = static_cast<int>(i);
        if (!was_answered(crowd[i], server.kind(), number)) continue;
        ++answered;
        asks_successfully(server, crowd[i], 1000 + number);
    }
    server.steps().tell(std::to_string(answered) +
                        " of 200 clients are served, again and again");
    if (answered == 0) throw broken_promise("some clients are served", "none");

    crowd.clear();
    server.steps().tell("all clients leave");
    // It meets those who have left one by one. While it does, a gateway may
    // have a descriptor for the client, but none for the backend.
    client visitor = server.connect("a new client");
    int number = 2000;
    if (!becomes_true(server.allowed().step, [&] {
            return asks_successfully(server, visitor, ++number);
        })) {
        visitor.fail("its answer, now that descriptors are free");
    }
}

} // namespace

std::span<const case_function> crowd_cases() {
    static constexpr case_function cases[] = {
        {"leaks_nothing", leaks_nothing},
        {"survives_resets", survives_resets},
        {"survives_want_of_descriptors", survives_want_of_descriptors},
    };
    return cases;
}

} // namespace net
