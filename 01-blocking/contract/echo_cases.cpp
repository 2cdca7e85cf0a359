// What an echo server promises: every byte comes back, in order.
#include <poll.h>

#include <algorithm>
#include <random>

#include "01-blocking/contract/cases.h"
#include "01-blocking/contract/process_stats.h"

namespace net {
namespace {

constexpr std::size_t mebibyte = 1 << 20;

/// Bytes without end in which no two places look alike: the length is prime,
/// so that no buffer's size hides a block that is lost or moved.
std::string_view pattern_at(std::size_t offset) {
    static const std::string pattern = [] {
        std::mt19937 random(1); // the same ones in every run
        std::string bytes(1'000'003, '\0');
        std::generate(bytes.begin(), bytes.end(),
                      [&] { return static_cast<char>(random()); });
        return bytes;
    }();
    return std::string_view(pattern).substr(offset % pattern.size());
}

/// Compares all that has come with the pattern from `received` on.
std::size_t compare(client& visitor, std::size_t received) {
    const std::string_view came = visitor.inbox();
    std::size_t equal = 0;
    while (equal < came.size()) {
        const std::string_view right =
            pattern_at(received + equal).substr(0, came.size() - equal);
        if (!came.substr(equal).starts_with(right)) {
            const auto difference =
                std::mismatch(right.begin(), right.end(), &came[equal]);
            visitor.drop(equal + static_cast<std::size_t>(difference.first -
                                                          right.begin()));
            visitor.fail("byte " +
                         std::to_string(received + equal +
                                        static_cast<std::size_t>(
                                            difference.first - right.begin())) +
                         " and what follows is " +
                         in_quotes({difference.first, right.end()}));
        }
        equal += right.size();
    }
    visitor.drop(equal);
    return equal;
}

/// Sends as fast as the server takes it, and reads when it takes no more, or
/// when nothing is left to send but the half-close.
void stream(client& visitor, std::size_t total, bool half_closes) {
    visitor.tell("sends " + std::to_string(total) +
                 " bytes and reads what comes back meanwhile");
    std::size_t sent = 0;
    std::size_t received = 0;
    while (received < total) {
        const short wanted = sent < total ? POLLIN | POLLOUT : POLLIN;
        const short ready = visitor.wait_for(wanted, visitor.step());
        if (sent < total && (ready & POLLOUT) != 0) {
            sent += visitor.offer(pattern_at(sent).substr(0, total - sent));
            if (sent == total && half_closes) visitor.half_close();
        } else if (ready == 0 || visitor.read_more(visitor.step()) !=
                                     client::arrival::bytes) {
            visitor.fail("byte " + std::to_string(received) + " of " +
                         std::to_string(total) + ", while " +
                         std::to_string(sent) + " are sent");
        }
        received += compare(visitor, received);
    }
    visitor.tell("gets all of them back");
}

void returns_one_byte(contract& server) {
    server.start();
    client visitor = server.connect("the client");
    visitor.send("x");
    visitor.expect("x");
}

void returns_every_byte_value(contract& server) {
    server.start();
    client visitor = server.connect("the client");
    std::string every_value;
    for (int value = 0; value < 256; ++value) {
        every_value += static_cast<char>(value);
    }
    visitor.send(every_value);
    visitor.expect(every_value);
}

void returns_64_mib(contract& server) {
    server.start();
    client visitor = server.connect("the client");
    stream(visitor, 64 * mebibyte, false);
}

void returns_the_rest_after_half_close(contract& server) {
    server.start();
    client visitor = server.connect("the client");
    stream(visitor, mebibyte, true);
    visitor.expect_end();

    client brief = server.connect("a client of few words");
    brief.send_last("that is all");
    brief.expect("that is all");
    brief.expect_end();
}

void serves_1000_clients_at_once(contract& server) {
    server.start();
    std::vector<client> crowd;
    for (int i = 0; i < 1000; ++i) {
        crowd.push_back(server.connect("client " + std::to_string(i)));
    }
    for (int round = 0; round < 2; ++round) {
        for (client& visitor : crowd) visitor.send(visitor.name() + "'s own");
        for (client& visitor : crowd) visitor.expect(visitor.name() + "'s own");
    }
}

void bounds_who_never_reads(contract& server) {
    server.start();
    server.serves_a_new_client(server.allowed().step);
    const std::size_t before = memory_in_use(server.process().group());
    client greedy = server.connect("the client that never reads");

    greedy.jam(pattern_at(0), 64 * mebibyte, limits::milliseconds(300));

    server.serves_a_new_client(server.allowed().soon);
    server.has_not_grown(before, server.allowed().slow_reader_cost);
}

} // namespace

std::span<const case_function> echo_cases() {
    static constexpr case_function cases[] = {
        {"returns_one_byte", returns_one_byte},
        {"returns_every_byte_value", returns_every_byte_value},
        {"returns_64_mib", returns_64_mib},
        {"returns_the_rest_after_half_close",
         returns_the_rest_after_half_close},
        {"serves_1000_clients_at_once", serves_1000_clients_at_once},
        {"bounds_who_never_reads", bounds_who_never_reads},
    };
    return cases;
}

} // namespace net
