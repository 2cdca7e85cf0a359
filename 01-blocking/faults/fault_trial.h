// One server, and what becomes of it and its clients when its calls fail.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "01-blocking/contract/contract.h"
#include "01-blocking/faults/fault_board.h"
#include "01-blocking/faults/possible_faults.h"

namespace net {

/// How a server is put to the test.
struct trial_terms {
    std::vector<std::string> command;
    server_kind kind = server_kind::echo;
    std::string preload; // the library of faulty calls
    limits allowed{};
    bool serves_several = true; // clients at a time
};

/// Lets one call after another fail, under a small load.
class fault_trial {
public:
    explicit fault_trial(const trial_terms& terms);

    /// Starts the server once for each call that its start makes.
    void fail_at_start(const possible_fault& fault);

    /// One server for as many faults as it survives.
    void fail_in_traffic(const possible_fault& fault);

    /// SIGTERM comes while `fault` is there.
    void fail_at_end(const possible_fault& fault);

    /// Ends the server: with 0, and in time.
    void finish();

    int faults() const { return faults_; }
    int broken() const { return broken_; }

    /// Which calls were made, and how often: at the start, and for one client.
    std::string calls() const;

private:
    using counts = std::array<unsigned, faulty_calls.size()>;

    void learn();
    counts made() const;
    unsigned calls_made() const;
    void arm(const possible_fault& fault, unsigned skipped = 0);
    void disarm();

    contract& running();
    void judge(contract& server, const possible_fault& fault,
               const std::string& when, const std::function<void()>& test);
    void greet(contract& server, const possible_fault& fault);
    bool may_concern_all(const possible_fault& fault) const;
    void visit_under(const possible_fault& fault);

    trial_terms terms_;
    unique_fd memory_;    // the board's
    fault_board* board_;  // mapped until this program ends
    counts at_start_{};   // calls made until the first client is served
    counts in_traffic_{}; // and for the next
    std::unique_ptr<contract> server_;
    std::unique_ptr<client> bystander_; // who has nothing to do with it
    int faults_ = 0;                    // that have happened
    int broken_ = 0;                    // promises, by them
    int questions_ = 1'000'000;         // asked under a fault
};

} // namespace net
