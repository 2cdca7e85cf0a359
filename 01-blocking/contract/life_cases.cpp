// What every server promises about time: when a client is dropped, when it
// leaves the processor alone, and when it ends.
#include <csignal>

#include "01-blocking/chat_message.h"
#include "01-blocking/contract/cases.h"
#include "01-blocking/contract/waiting.h"

namespace net {
namespace {

using namespace std::chrono_literals;

const start_terms one_second_idle{.options = {"--idle-timeout", "1"}};

/// Nobody is dropped before the second has passed.
void was_dropped_in_time(deadline since) {
    const auto after = std::chrono::floor<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - since);
    if (after < 1s) {
        throw broken_promise(
            "it is dropped after 1,000 ms",
            "it is dropped after " + std::to_string(after.count()) + " ms");
    }
}

void drops_who_is_silent(contract& server) {
    server.start(one_second_idle);
    const deadline before = std::chrono::steady_clock::now();
    client silent = server.connect("the silent client");
    silent.expect_any_end(server.allowed().idle_at_most);
    was_dropped_in_time(before);
}

/// Reads for this long; true if the end comes.
bool hears_the_end(client& listener, limits::milliseconds within) {
    const deadline end = deadline_after(within);
    client::arrival next = client::arrival::bytes;
    while (next == client::arrival::bytes) {
        next = listener.read_more(time_left(end));
    }
    return next == client::arrival::end;
}

void drops_who_only_listens(contract& server) {
    server.start(one_second_idle);
    client talker = server.connect("a talker");
    const deadline before = std::chrono::steady_clock::now();
    const deadline end = deadline_after(server.allowed().idle_at_most);
    client listener = server.connect("one who only listens");
    do {
        if (time_left(end).count() == 0) listener.fail("the end");
        say(talker, "still there?");
        expect_message(talker, "still there?");
    } while (!hears_the_end(listener, 300ms));
    was_dropped_in_time(before);
    server.serves(talker, server.allowed().step);
}

void keeps_who_speaks(contract& server) {
    using clock = std::chrono::steady_clock;
    server.start(one_second_idle);
    client speaker = server.connect("one who speaks");
    int kept = 0;
    for (int i = 0; kept < 5 && i < 20; ++i) {
        const auto spoken = clock::now();
        try {
            server.serves(speaker, server.allowed().soon);
            speaker.expect_silence(300ms);
            ++kept;
        } catch (const broken_promise&) {
            // On a busy machine it may be us who kept silent for so long.
            if (clock::now() - spoken < 900ms) throw;
            server.steps().tell("but we have not spoken in time ourselves");
            speaker = server.connect("one who speaks");
        }
    }
    if (kept < 5) throw broken_promise("he is kept", "he is lost every time");
}

/// Leaves the server with something that it cannot finish: bytes that nobody
/// reads, or an answer that does not come.
void leave_in_the_lurch(contract& server, client& stalled) {
    switch (server.kind()) {
        case server_kind::echo:
            stalled.jam(std::string(4096, 'x'), 64 << 20, 100ms);
            break;
        case server_kind::chat:
            // Less than what a slow reader may have waiting for it.
            stalled.jam(encode_chat_message(std::string(512, 'x')),
                        1000 * chat_max_frame_length, 100ms);
            break;
        case server_kind::gateway:
            server.backend().behave(fake_backend::manner::silent);
            ask(stalled, "alice");
            break;
    }
}

void rests_while_nothing_comes(contract& server) {
    server.start();
    client silent = server.connect("one who has said what he had to say");
    server.serves(silent, server.allowed().step);
    client late = server.connect("one who stalls, and takes it all at last");
    leave_in_the_lurch(server, late);
    hears_the_end(late, 300ms);
    client stalled = server.connect("a client that stalls");
    leave_in_the_lurch(server, stalled);
    client ending = server.connect("one who stalls and half-closes");
    leave_in_the_lurch(server, ending);
    ending.half_close();
    server.rests("it rests while nothing comes");
}

void ends_on(contract& server, int signal) {
    server.start();
    client stalled = server.connect("a client that stalls");
    leave_in_the_lurch(server, stalled);
    std::vector<client> idle;
    for (int i = 0; i < 3; ++i) {
        idle.push_back(server.connect("idle client " + std::to_string(i)));
    }
    server.ends_after(signal);
}

void ends_on_sigterm(contract& server) {
    ends_on(server, SIGTERM);
}
void ends_on_sigint(contract& server) {
    ends_on(server, SIGINT);
}

void prints_one_line(contract& server) {
    server.start();
    server.serves_a_new_client(server.allowed().step);
    server.process().signal(SIGTERM);
    server.process().wait(server.allowed().stop);
    const std::string expected =
        "listening on " + to_string(server.address()) + "\n";
    const std::string printed = server.process().output();
    if (printed != expected) {
        throw broken_promise("all that it prints is " + in_quotes(expected),
                             in_quotes(printed));
    }
}

} // namespace

std::span<const case_function> life_cases() {
    static constexpr case_function cases[] = {
        {"drops_who_is_silent", drops_who_is_silent},
        {"drops_who_only_listens", drops_who_only_listens},
        {"keeps_who_speaks", keeps_who_speaks},
        {"rests_while_nothing_comes", rests_while_nothing_comes},
        {"ends_on_sigterm", ends_on_sigterm},
        {"ends_on_sigint", ends_on_sigint},
        {"prints_one_line", prints_one_line},
    };
    return cases;
}

} // namespace net
