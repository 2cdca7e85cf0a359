// Every limit of time and memory that the contract judges by, in one table.
#pragma once

#include <chrono>
#include <cstddef>

namespace net {

/// The promised limits, and how long to wait where no time was promised.
struct limits {
    using milliseconds = std::chrono::milliseconds;

    // Waiting: only a broken server ever uses these up.
    milliseconds start{10'000}; // until a server says where it listens
    milliseconds step{10'000};  // for any step without a promise of its own

    // Promises of time.
    milliseconds soon{1'000};          // what "delays nobody" means
    milliseconds stop{1'000};          // from SIGTERM to the exit code
    milliseconds idle_at_most{2'500};  // with --idle-timeout 1
    milliseconds hundred_at_once{180}; // three times the 60 ms of one
    milliseconds rpc_timeout{300};     // what the gateway is told

    // Promises of memory, in bytes, and of processor time.
    std::size_t slow_reader_cost = 8 << 20;
    std::size_t leak = 4 << 20;
    double starved_processor_share = 0.2; // of one core

    // Sanitizers keep freed memory in quarantine and make everything larger,
    // so memory is judged only without them.
    bool memory_is_judged = true;
};

/// The table for programs that run `patience` times slower than normal ones.
inline limits patient_limits(int patience) {
    limits table;
    for (auto time : {&limits::start, &limits::step, &limits::soon,
                      &limits::stop, &limits::idle_at_most,
                      &limits::hundred_at_once, &limits::rpc_timeout}) {
        table.*time *= patience;
    }
    table.memory_is_judged = patience == 1;
    return table;
}

} // namespace net
