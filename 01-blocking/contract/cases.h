// The contract's cases: the list in cases.txt, and a function for each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "01-blocking/contract/contract.h"

namespace net {

/// One promise, as a line of cases.txt has it, and what puts it to the test.
struct promise {
    std::string kind; // "echo", "chat", "gateway" or "all"
    std::string name;
    std::string text;
    void (*keep)(contract& server) = nullptr;

    bool is_made_by(std::string_view server_kind) const {
        return kind == "all" || kind == server_kind;
    }
};

/// The promises in the order of cases.txt.
/// Errors:   std::logic_error if that file and the functions do not match
std::vector<promise> all_promises();

/// A case's function by its name in cases.txt. A name that stands there for
/// several kinds has one function for all of them.
struct case_function {
    std::string_view name;
    void (*run)(contract& server);
};

std::span<const case_function> echo_cases();
std::span<const case_function> chat_cases();
std::span<const case_function> chat_frame_cases();
std::span<const case_function> gateway_cases();
std::span<const case_function> backend_cases();
std::span<const case_function> crowd_cases();
std::span<const case_function> life_cases();
std::span<const case_function> start_cases();

/// The text of cases.txt, as CMake compiled it in.
extern const char* const cases_text;

} // namespace net
