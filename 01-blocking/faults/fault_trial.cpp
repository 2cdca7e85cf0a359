#include "01-blocking/faults/fault_trial.h"

#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <numeric>

#include "01-blocking/contract/process_stats.h"
#include "01-blocking/contract/waiting.h"
#include "01-blocking/error.h"
#include "01-blocking/faults/hearing.h"
#include "01-blocking/faults/preloaded_command.h"

namespace net {
namespace {

using namespace std::chrono_literals;

// A fault that is there for ever may keep a client waiting: for this long we
// look on. A server that calls more often meanwhile does not wait, but spins.
constexpr limits::milliseconds watched(25);
constexpr unsigned most_calls = 1500;

} // namespace

fault_trial::fault_trial(const trial_terms& terms)
    : terms_(terms),
      memory_(check(::memfd_create("faults", MFD_CLOEXEC), "memfd_create")) {
    check(::ftruncate(memory_.get(), sizeof(fault_board)), "ftruncate");
    void* const place =
        ::mmap(nullptr, sizeof(fault_board), PROT_READ | PROT_WRITE, MAP_SHARED,
               memory_.get(), 0);
    if (place == MAP_FAILED) check(-1, "mmap");
    board_ = static_cast<fault_board*>(place);
    terms_.command =
        preloaded_command(terms.command, terms.preload, memory_.get());
    learn();
}

void fault_trial::fail_at_start(const possible_fault& fault) {
    const unsigned calls = at_start_[call_number(fault.call)];
    for (unsigned nth = 0; nth < calls; ++nth) {
        contract server(terms_.command, terms_.kind, terms_.allowed);
        const auto when = "at the start, call " + std::to_string(nth + 1);
        judge(server, fault, when, [&] {
            arm(fault, nth);
            try {
                server.start();
                greet(server, fault);
                disarm();
                server.serves_a_new_client(terms_.allowed.step);
                catches_all(server, 0);
                server.ends_after(SIGTERM);
            } catch (const std::runtime_error&) {
                if (fault.owed == demand::unnoticed) throw;
                end_well(server, fault.error);
            }
        });
    }
}

void fault_trial::fail_in_traffic(const possible_fault& fault) {
    if (in_traffic_[call_number(fault.call)] == 0) return;
    contract& server = running();
    const std::size_t said = server.complaints().size();
    judge(server, fault, "in traffic", [&] {
        try {
            visit_under(fault);
            if (may_concern_all(fault)) bystander_.reset();
            if (bystander_) server.serves(*bystander_, terms_.allowed.step);
            server.serves_a_new_client(terms_.allowed.step);
            catches_all(server, said);
        } catch (const broken_promise&) {
            if (fault.owed != demand::may_end) throw;
            end_well(server, fault.error, said);
            bystander_.reset();
            server_.reset();
        }
    });
}

void fault_trial::fail_at_end(const possible_fault& fault) {
    if (in_traffic_[call_number(fault.call)] == 0) return;
    contract& server = running();
    judge(server, fault, "at SIGTERM", [&] {
        arm(fault);
        server.ends_after(SIGTERM);
    });
    bystander_.reset();
    server_.reset();
}

void fault_trial::finish() {
    contract& server = running();
    judge(server, {.call = "nothing"}, "afterwards", [&] {
        const unsigned calls = calls_made();
        const auto ran = runnable_time(server.process().group());
        ::poll(nullptr, 0, 4 * static_cast<int>(watched.count()));
        if (calls_made() - calls > 100 ||
            runnable_time(server.process().group()) - ran > 2 * watched) {
            throw broken_promise("it sleeps while there is nothing to do",
                                 "it is busy");
        }
        server.ends_after(SIGTERM);
    });
    bystander_.reset();
    server_.reset();
}

std::string fault_trial::calls() const {
    std::string text;
    for (std::size_t i = 0; i < faulty_calls.size(); ++i) {
        if (at_start_[i] + in_traffic_[i] == 0) continue;
        text += (text.empty() ? "" : ", ") + std::string(faulty_calls[i]) +
                " " + std::to_string(at_start_[i]) + "+" +
                std::to_string(in_traffic_[i]);
    }
    return text;
}

void fault_trial::learn() {
    contract server(terms_.command, terms_.kind, terms_.allowed);
    server.start();
    server.serves_a_new_client(terms_.allowed.step);
    at_start_ = made();
    server.serves_a_new_client(terms_.allowed.step);
    server.ends_after(SIGTERM);
    in_traffic_ = made();
    for (std::size_t i = 0; i < in_traffic_.size(); ++i) {
        in_traffic_[i] -= at_start_[i];
    }
}

fault_trial::counts fault_trial::made() const {
    counts result;
    std::copy(board_->made.begin(), board_->made.end(), result.begin());
    return result;
}

unsigned fault_trial::calls_made() const {
    const counts all = made();
    return std::accumulate(all.begin(), all.end(), 0u);
}

void fault_trial::arm(const possible_fault& fault, unsigned skipped) {
    board_->error = fault.error;
    board_->most = fault.most;
    board_->skipped = static_cast<int>(skipped);
    board_->times = fault.times;
    board_->hits = 0;
    board_->failing = call_number(fault.call) + 1;
}

void fault_trial::disarm() {
    board_->failing = 0;
}

/// A server that has served; a new one if the last has ended.
contract& fault_trial::running() {
    if (!server_) {
        server_ = std::make_unique<contract>(terms_.command, terms_.kind,
                                             terms_.allowed);
        server_->start();
    }
    if (!bystander_ && terms_.serves_several) {
        bystander_ = std::make_unique<client>(server_->connect("a bystander"));
        server_->serves(*bystander_, terms_.allowed.step);
    }
    return *server_;
}

/// The bystander may be hit: what is said in a chat is written to him, too,
/// and elsewhere his thread may be late to read again.
bool fault_trial::may_concern_all(const possible_fault& fault) const {
    return fault.owed != demand::unnoticed &&
           (terms_.kind == server_kind::chat || is_transfer(fault.call));
}

/// Says what is broken; a server that has broken something is not used again.
void fault_trial::judge(contract& server, const possible_fault& fault,
                        const std::string& when,
                        const std::function<void()>& test) {
    board_->hits = 0;
    try {
        test();
        disarm();
        faults_ += board_->hits > 0;
    } catch (const std::runtime_error& error) {
        disarm();
        ++faults_;
        ++broken_;
        const auto death = server.cause_of_death();
        std::cout << "BROKEN  " << describe(fault) << ", " << when << '\n'
                  << server.steps().text() << indented(error.what(), "       ");
        if (death) std::cout << "       the server died: " << *death << '\n';
        std::cout << indented(server.complaints(), "       | ") << std::flush;
        bystander_.reset();
        server_.reset();
    }
}

/// A client comes, asks and leaves while calls fail.
void fault_trial::visit_under(const possible_fault& fault) {
    const bool is_unnoticed = fault.owed == demand::unnoticed;
    const auto patience = is_unnoticed ? terms_.allowed.step : watched;
    const question asked = question_for(terms_.kind, ++questions_);
    const unsigned calls = calls_made();
    arm(fault);
    client visitor = running().connect("a visitor");
    visitor.offer(asked.bytes);
    bool is_done = hears_out(visitor, terms_.kind, asked.answer, patience);
    if (is_done) {
        visitor.half_close();
        is_done = hears_the_end(visitor, patience);
    }
    if (fault.error != 0 && calls_made() - calls > most_calls) {
        throw broken_promise("it waits while nothing can be done",
                             std::to_string(calls_made() - calls) +
                                 " calls in the time of one visit");
    }
    disarm();
    const bool has_heard = judge_inbox(terms_.kind, visitor.inbox(),
                                       asked.answer) == hearing::complete;
    if (is_unnoticed && !has_heard) visitor.fail(in_quotes(asked.answer));
    // That there is nothing to read although there is, is a lie that the
    // kernel does not tell: who believes it waits for ever, and may.
    if (is_done || fault.error == EAGAIN) return;
    if (!has_heard &&
        !hears_out(visitor, terms_.kind, asked.answer, terms_.allowed.step)) {
        visitor.fail("an answer or an end, once the calls succeed again");
    }
    visitor.half_close();
    if (!hears_the_end(visitor, terms_.allowed.step)) visitor.fail("the end");
}

/// The first client, while a fault may still strike.
void fault_trial::greet(contract& server, const possible_fault& fault) {
    if (fault.owed == demand::unnoticed) {
        return server.serves_a_new_client(terms_.allowed.step);
    }
    client first = server.connect("the first client");
    const question asked = question_for(terms_.kind, ++questions_);
    first.offer(asked.bytes);
    hears_out(first, terms_.kind, asked.answer, watched);
}

} // namespace net
