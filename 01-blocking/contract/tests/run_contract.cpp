#include "01-blocking/contract/tests/run_contract.h"

#include <sys/wait.h>

#include <array>
#include <cstdio>

namespace net {

contract_run run_contract(const std::string& arguments) {
    const std::string command =
        std::string(SERVER_CONTRACT) + " " + arguments + " 2>&1";
    FILE* const output = ::popen(command.c_str(), "r");
    contract_run result;
    std::array<char, 4096> bytes;
    while (const std::size_t n =
               std::fread(bytes.data(), 1, bytes.size(), output)) {
        result.output.append(bytes.data(), n);
    }
    const int status = ::pclose(output);
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

contract_run judge_wrong_server(const std::string& kind,
                                const std::string& fault,
                                const std::string& arguments) {
    std::string server = std::string(WRONG_SERVER) + " --port 0 --kind " + kind;
    if (!fault.empty()) server += " --fault " + fault;
    return run_contract("--kind " + kind + " --server '" + server +
                        "' --deadline 1 " + arguments);
}

} // namespace net
