// Where in the program a call of ours was made, for people to read.
#pragma once

#include <string>
#include <string_view>

#include "05-ucontext-coroutines/task.h"

namespace net {

/// A code address as far as its symbol is known: "serve(int)+0x1f in
/// chat_server", or "chat_server+0x4f12", which addr2line(1) understands.
std::string name_of_code(const void* address);

/// Shape:    `name` is how its file's begins
bool is_in_library(const void* address, std::string_view name);

/// The innermost caller that is neither ours nor libstdc++'s. It is kept for
/// ever; no line is known of it.
source_place program_place();

} // namespace net
