// What is heard of a server whose calls fail, and how it may end.
#pragma once

#include <string>
#include <string_view>

#include "01-blocking/contract/contract.h"

namespace net {

/// Whether all that has come is right so far, and whether it is enough.
enum class hearing { right, wrong, complete };
hearing judge_inbox(server_kind kind, std::string_view inbox,
                    const std::string& answer);

/// Reads until the answer is there, or the end; false if neither comes.
/// Errors:   broken_promise if something else comes
bool hears_out(client& visitor, server_kind kind, const std::string& answer,
               std::chrono::milliseconds within);

/// Reads on until the end; false if it does not come.
bool hears_the_end(client& visitor, std::chrono::milliseconds within);

/// None of the server's processes has died of an exception that nobody caught.
/// Shape:    `before`: bytes that it had said until then
/// Errors:   broken_promise
void catches_all(contract& server, std::size_t before);

/// The server has ended, or will: with one line that says why, and with 1.
/// Shape:    `before`: bytes that it had said until then
/// Errors:   broken_promise
void end_well(contract& server, int error, std::size_t before = 0);

} // namespace net
