#include "03-epoll-reactor/survival/hostile_words.h"

#include <algorithm>

#include "01-blocking/backend_protocol.h"
#include "01-blocking/chat_message.h"

namespace net {
namespace {

std::string noise(arena& place, std::size_t size) {
    std::string bytes;
    while (bytes.size() < size) {
        bytes += static_cast<char>(place.random(256));
    }
    return bytes;
}

nonsense nonsense_for_a_chat(arena& place) {
    switch (place.random(6)) {
        case 0: return {"abcdwhat?", true};
        case 1: return {"  -1", true};
        case 2: return {" 513" + std::string(513, 'x'), true};
        case 3: return {requests(load_kind::chat, 3) + "9999", true};
        case 4: return {"   5hel"}; // and nothing more
        default: return {noise(place, 100)};
    }
}

nonsense nonsense_for_a_gateway(arena& place) {
    switch (place.random(5)) {
        case 0: return {std::string(max_line_length + 1, 'x'), true};
        case 1: return {std::string(1024 * 1024, 'y'), true};
        case 2: return {std::string("\0\n\r\n\n\xff\n", 7)};
        case 3: return {"user\nuser-1\nuser99999999999999999999\n ali"};
        default: return {noise(place, 1000)};
    }
}

} // namespace

std::string requests(load_kind kind, std::size_t count) {
    std::string one = "These bytes come back.\n";
    if (kind == load_kind::chat) one = encode_chat_message("Rhubarb, rhubarb.");
    if (kind == load_kind::gateway) one = "alice\n";
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += one;
    return all;
}

std::string burst(load_kind kind) {
    return requests(kind, kind == load_kind::chat ? 10 : 300);
}

std::string unique_requests(arena& place) {
    if (place.kind() == load_kind::chat) {
        return encode_chat_message("I, number " +
                                   std::to_string(place.random(~0u)) +
                                   ", have something to say.");
    }
    return requests(place.kind(), 2);
}

bool is_answered(load_kind kind, const std::string& asked,
                 const std::string& heard) {
    switch (kind) {
        case load_kind::chat: return heard.find(asked) != heard.npos;
        case load_kind::gateway: // a line for a line, be it an apology
            return std::count(heard.begin(), heard.end(), '\n') ==
                   std::count(asked.begin(), asked.end(), '\n');
        default: return heard == asked;
    }
}

nonsense any_nonsense(arena& place) {
    if (place.kind() == load_kind::chat) return nonsense_for_a_chat(place);
    if (place.kind() == load_kind::gateway) {
        return nonsense_for_a_gateway(place);
    }
    return {noise(place, 4096)}; // to an echo, all bytes are alike
}

} // namespace net
