// The option that keeps an IPv6 socket from serving IPv4 as well.
#pragma once

#include <netinet/in.h>

#include "04-proactor/socket_option.h"

namespace net::ip {

/// An acceptor on :: also gets the clients of 0.0.0.0, as v4-mapped addresses,
/// unless this is on. Set it between open and bind.
/// Source:   IPV6_V6ONLY in ipv6(7)
using v6_only = detail::boolean_option<IPPROTO_IPV6, IPV6_V6ONLY>;

} // namespace net::ip
