// The option for packets to a single receiver.
#pragma once

#include <netinet/in.h>

#include "04-proactor/ip/family_option.h"

namespace net::ip::unicast {

/// How many routers a packet may pass, at the most; -1 is the system's default.
/// Source:   IP_TTL in ip(7), IPV6_UNICAST_HOPS in ipv6(7)
using hops = net::detail::family_integer_option<IP_TTL, IPV6_UNICAST_HOPS>;

} // namespace net::ip::unicast
