// What a gateway promises to its clients while its backend is well.
#include "01-blocking/contract/cases.h"
#include "01-blocking/contract/process_stats.h"
#include "01-blocking/contract/waiting.h"

namespace net {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_line = 1024;
const std::string alices_answer = "alice is in Paris: sunny, 21 C";
const std::string bobs_answer = "bob is in Rome: sunny, 21 C";

void answers(contract& server) {
    server.start();
    client visitor = server.connect("the client");
    ask(visitor, "alice");
    expect_answer(visitor, alices_answer);
    ask(visitor, "bob");
    expect_answer(visitor, bobs_answer);
}

void answers_in_order(contract& server) {
    server.start();
    client visitor = server.connect("the client");
    std::string lines;
    for (int i = 0; i < 100; ++i) {
        lines += question_for(server.kind(), i).bytes;
        if (i % 10 == 0) lines += "nobody\n"; // a shorter way to an answer
    }
    visitor.send(lines);
    for (int i = 0; i < 100; ++i) {
        visitor.expect(question_for(server.kind(), i).answer);
        if (i % 10 == 0) expect_answer(visitor, "error: no such user");
    }
}

void takes_split_lines(contract& server) {
    server.start();
    client slow = server.connect("who sends slowly");
    client other = server.connect("another client");
    const std::string line = "alice\n";
    for (std::size_t at = 1; at < line.size(); ++at) {
        slow.send(line.substr(0, at));
        // Whoever has answered the other has had time to read the first part.
        server.serves(other, server.allowed().step);
        slow.send(line.substr(at));
        expect_answer(slow, alices_answer);
    }
}

void takes_carriage_returns(contract& server) {
    server.start();
    client visitor = server.connect("the client");
    visitor.send("alice\r\nbob\r\nalice\n");
    expect_answer(visitor, alices_answer);
    expect_answer(visitor, bobs_answer);
    expect_answer(visitor, alices_answer);
}

void goes_on_after_an_unknown_user(contract& server) {
    server.start();
    client visitor = server.connect("the client");
    ask(visitor, "nobody");
    expect_answer(visitor, "error: no such user");
    ask(visitor, "alice");
    expect_answer(visitor, alices_answer);
}

void takes_lines_of_1024_bytes(contract& server) {
    server.start();
    client visitor = server.connect("the client");
    ask(visitor, std::string(longest_line, 'x'));
    expect_answer(visitor, "error: no such user");
    ask(visitor, "alice");
    expect_answer(visitor, alices_answer);
}

void ends_who_sends_a_longer_line(contract& server) {
    server.start();
    client other = server.connect("another client");
    client visitor = server.connect("the client");
    ask(visitor, std::string(longest_line + 1, 'x'));
    expect_answer(visitor, "error: line too long");
    visitor.expect_any_end(visitor.step());
    server.serves(other, server.allowed().step);
}

void bounds_an_endless_line(contract& server) {
    server.start();
    server.serves_a_new_client(server.allowed().step);
    const std::size_t before = memory_in_use(server.process().group());

    client endless = server.connect("who sends an endless line");
    endless.jam(std::string(4096, 'x'), 32 << 20, 300ms);

    server.has_not_grown(before, server.allowed().slow_reader_cost);
    endless.expect_any_end(endless.step());
    server.serves_a_new_client(server.allowed().soon);
}

void answers_after_half_close(contract& server) {
    server.start();
    client visitor = server.connect("the client");
    visitor.send_last("alice\nnobody\nbob\n");
    expect_answer(visitor, alices_answer);
    expect_answer(visitor, "error: no such user");
    expect_answer(visitor, bobs_answer);
    visitor.expect_end();
}

/// Three calls of 20 ms take 60 ms, for one as for a hundred.
void serves_100_clients_at_once(contract& server) {
    server.start();
    std::vector<client> crowd;
    for (int i = 0; i < 100; ++i) {
        crowd.push_back(server.connect("client " + std::to_string(i)));
    }
    // All have been served once: what is made at the start is made.
    for (client& visitor : crowd) ask(visitor, "alice");
    for (client& visitor : crowd) expect_answer(visitor, alices_answer);
    server.backend().behave(fake_backend::manner::honest, 20ms);

    const deadline end = deadline_after(server.allowed().hundred_at_once);
    for (client& visitor : crowd) ask(visitor, "bob");
    for (client& visitor : crowd) {
        visitor.expect(bobs_answer + "\n", time_left(end));
    }
}

} // namespace

std::span<const case_function> gateway_cases() {
    static constexpr case_function cases[] = {
        {"answers", answers},
        {"answers_in_order", answers_in_order},
        {"takes_split_lines", takes_split_lines},
        {"takes_carriage_returns", takes_carriage_returns},
        {"goes_on_after_an_unknown_user", goes_on_after_an_unknown_user},
        {"takes_lines_of_1024_bytes", takes_lines_of_1024_bytes},
        {"ends_who_sends_a_longer_line", ends_who_sends_a_longer_line},
        {"bounds_an_endless_line", bounds_an_endless_line},
        {"answers_after_half_close", answers_after_half_close},
        {"serves_100_clients_at_once", serves_100_clients_at_once},
    };
    return cases;
}

} // namespace net
