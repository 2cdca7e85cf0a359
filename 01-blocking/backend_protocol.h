// What a gateway and its backend say to each other, and what a gateway tells
// its client when that goes wrong.
#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace net {

inline constexpr std::size_t max_line_length = 1024; // bytes, without its end

/// How a call of the backend can fail.
enum class rpc_error {
    refused = 1, // the backend answered "error ..."
    unavailable, // no connection, a lost one, or an answer that makes no sense
    timed_out,   // no answer within --rpc-timeout
};

std::error_code make_error_code(rpc_error error);

/// The value in a reply: "ok Paris" says "Paris".
/// Errors:   rpc_error::refused for "error ..."; rpc_error::unavailable for
///           what is neither
std::string parse_reply(std::string_view reply, std::error_code& error);

/// The lines that answer a client, without their "\n".
std::string gateway_answer(std::string_view name, std::string_view city,
                           std::string_view weather);
std::string gateway_failure(const std::error_code& error);
inline constexpr const char* no_such_user = "error: no such user";
inline constexpr const char* line_too_long = "error: line too long";

} // namespace net

template <>
struct std::is_error_code_enum<net::rpc_error> : std::true_type {};
