#include "01-blocking/faults/preloaded_command.h"

#include <unistd.h>

#include <algorithm>

namespace net {

std::vector<std::string> preloaded_command(std::vector<std::string> command,
                                           const std::string& library,
                                           int board) {
    const std::string preload = "LD_PRELOAD=";
    const auto first = std::find_if(
        command.begin(), command.end(),
        [&](const auto& word) { return word.starts_with(preload); });
    if (first != command.end()) {
        *first += ":" + library;
    } else {
        command.insert(command.begin(), {"env", preload + library});
    }
    command.insert(command.begin(),
                   {"env", "FAULT_BOARD=/proc/" + std::to_string(::getpid()) +
                               "/fd/" + std::to_string(board)});
    return command;
}

} // namespace net
