// contract: a learner's own server, put through what ours must pass.
#include <unistd.h>

#include <cerrno>
#include <iostream>

#include "exercises/runner/session.h"

namespace course {
namespace {

using namespace std::chrono_literals;

constexpr const char* usage =
    "contract --kind echo|chat|gateway -- ./my_server --port 0";

/// A word as a shell reads it back.
std::string quoted(const std::string& word) {
    return "'" + replaced(word, "'", "'\\''") + "'";
}

} // namespace

int contract(session& now, const std::vector<std::string>& words) {
    std::vector<std::string> command = {now.contract};
    std::string server;
    bool behind = false; // the "--"
    for (const std::string& word : words) {
        if (behind) {
            server += (server.empty() ? "" : " ") + quoted(word);
        } else if (word == "--") {
            behind = true;
        } else if (word == "--help") {
            std::cout << "Type  " << now.type(usage)
                      << "\nThe server must print one line, `listening on "
                         "127.0.0.1:PORT`, once it accepts.\n";
            return 0;
        } else {
            command.push_back(word);
        }
    }
    if (server.empty() || command.size() < 2) {
        throw wrong_use(
            "contract wants the kind of server and, behind --, "
            "the command that starts yours: " +
            now.type(usage));
    }
    net::reactor loop;
    const ending built =
        run_program(loop, now.build.command("server_contract"), 5min);
    if (!built.well()) {
        std::cout << read_failed_build(built).story;
        return 1;
    }
    command.insert(command.end(), {"--server", server});
    std::vector<char*> arguments;
    for (const std::string& word : command) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    std::cout << std::flush;
    ::execv(arguments[0], arguments.data()); // it has the terminal to itself
    throw std::system_error(errno, std::system_category(), now.contract);
}

} // namespace course
