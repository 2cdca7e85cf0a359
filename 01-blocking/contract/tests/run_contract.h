// server_contract, run as a learner runs it, and what it printed.
#pragma once

#include <string>

namespace net {

/// How a run of server_contract ended.
struct contract_run {
    int exit_code = 0;
    std::string output; // both, standard output and error

    bool says(const std::string& part) const {
        return output.find(part) != std::string::npos;
    }
};

/// Runs server_contract with these arguments, from a shell.
contract_run run_contract(const std::string& arguments);

/// The contract of a server that has this fault, or none if it is empty.
contract_run judge_wrong_server(const std::string& kind,
                                const std::string& fault,
                                const std::string& arguments);

} // namespace net
