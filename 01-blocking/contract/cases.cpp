#include "01-blocking/contract/cases.h"

#include <set>
#include <sstream>
#include <stdexcept>

namespace net {
namespace {

std::vector<case_function> all_functions() {
    std::vector<case_function> functions;
    for (const auto cases :
         {echo_cases(), chat_cases(), chat_frame_cases(), gateway_cases(),
          backend_cases(), crowd_cases(), life_cases(), start_cases()}) {
        functions.insert(functions.end(), cases.begin(), cases.end());
    }
    return functions;
}

promise parse_promise(const std::string& line) {
    std::istringstream words(line);
    promise result;
    std::string weight; // for ctest only
    words >> result.kind >> result.name >> weight >> std::ws;
    std::getline(words, result.text);
    return result;
}

} // namespace

std::vector<promise> all_promises() {
    const std::vector<case_function> functions = all_functions();
    std::vector<promise> promises;
    std::set<std::string_view> used;
    std::istringstream lines(cases_text);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') continue;
        promise next = parse_promise(line);
        for (const case_function& function : functions) {
            if (function.name != next.name) continue;
            next.keep = function.run;
            used.insert(function.name);
        }
        if (next.keep == nullptr) {
            throw std::logic_error("no function for the case " + next.name);
        }
        promises.push_back(next);
    }
    if (used.size() != functions.size()) {
        throw std::logic_error("a case's function is not in cases.txt");
    }
    return promises;
}

} // namespace net
