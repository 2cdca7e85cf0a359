// What hostile clients say to each kind of server.
#pragma once

#include <string>

#include "03-epoll-reactor/survival/arena.h"

namespace net {

/// So many well-formed requests.
std::string requests(load_kind kind, std::size_t count);

/// More of them than can be answered before their sender is gone. A chat gets
/// fewer, for it tells each to everybody.
std::string burst(load_kind kind);

/// A few requests whose answer can be told from all others.
std::string unique_requests(arena& place);

/// Shape:    true if `heard` holds the answers to unique_requests()
bool is_answered(load_kind kind, const std::string& asked,
                 const std::string& heard);

/// What no server of this kind can understand.
struct nonsense {
    std::string bytes;
    bool is_the_end = false; // the server must end who says it
};
nonsense any_nonsense(arena& place);

} // namespace net
