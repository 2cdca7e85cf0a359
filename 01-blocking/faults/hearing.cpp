#include "01-blocking/faults/hearing.h"

#include <sys/wait.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "01-blocking/contract/waiting.h"

namespace net {

hearing judge_inbox(server_kind kind, std::string_view inbox,
                    const std::string& answer) {
    if (kind == server_kind::chat) { // what others have said comes first
        const bool has_come = inbox.find(answer) != inbox.npos;
        return has_come ? hearing::complete : hearing::right;
    }
    std::vector<std::string> possible{answer};
    if (kind == server_kind::gateway) { // whose own calls may fail, too
        possible.push_back("error: backend unavailable\n");
        possible.push_back("error: backend timed out\n");
    }
    hearing result = hearing::wrong;
    for (const std::string& each : possible) {
        if (inbox == each) return hearing::complete;
        if (each.starts_with(inbox)) result = hearing::right;
    }
    return result;
}

bool hears_out(client& visitor, server_kind kind, const std::string& answer,
               std::chrono::milliseconds within) {
    const deadline end = deadline_after(within);
    for (;;) {
        const hearing so_far = judge_inbox(kind, visitor.inbox(), answer);
        if (so_far == hearing::wrong) visitor.fail(in_quotes(answer));
        if (so_far == hearing::complete) return true;
        switch (visitor.read_more(time_left(end))) {
            case client::arrival::bytes: break;
            case client::arrival::nothing: return false;
            case client::arrival::end: return true;
        }
    }
}

bool hears_the_end(client& visitor, std::chrono::milliseconds within) {
    const deadline end = deadline_after(within);
    client::arrival next = client::arrival::bytes;
    while (next == client::arrival::bytes) {
        next = visitor.read_more(time_left(end));
    }
    return next == client::arrival::end;
}

void catches_all(contract& server, std::size_t before) {
    const std::string said = server.complaints().substr(before);
    if (said.find("terminate called") != said.npos) {
        throw broken_promise("its processes catch what they throw",
                             "one is terminated");
    }
}

void end_well(contract& server, int error, std::size_t before) {
    const auto status = server.process().wait(server.allowed().stop);
    if (!status) throw broken_promise("it serves or ends", "it does neither");
    if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 1) {
        throw broken_promise("it ends with exit code 1",
                             describe_status(*status));
    }
    const std::string said = server.complaints().substr(before);
    if (std::count(said.begin(), said.end(), '\n') != 1 ||
        said.find(std::strerror(error)) == said.npos) {
        throw broken_promise(
            "one line that says why: " + std::string(std::strerror(error)),
            in_quotes(said));
    }
}

} // namespace net
