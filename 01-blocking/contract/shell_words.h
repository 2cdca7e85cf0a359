// A command line, cut into words as a shell does it, without the shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace net {

/// The words of a command line; '…', "…" and \ keep spaces inside a word.
/// Nothing is expanded, and nothing runs in between: the process that starts
/// is the program itself, so that a signal to it reaches it.
/// Errors:   std::invalid_argument if a quote is left open
std::vector<std::string> shell_words(std::string_view line);

} // namespace net
