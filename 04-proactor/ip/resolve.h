// The look-up of names itself, which waits for its answer.
#pragma once

#include <netdb.h>

#include <string>
#include <system_error>
#include <vector>

#include "04-proactor/ip/address.h"
#include "04-proactor/ip/basic_endpoint.h"

namespace net::detail {

/// One address of a host, and the port of the service.
struct resolved_address {
    ip::address address;
    ip::port_type port = 0;
    std::string canonical_name; // empty unless AI_CANONNAME asked for it
};

/// Looks up names, and blocks while it asks the network. An empty string
/// stands for "none": this host, port 0.
/// Errors:   error::host_not_found, error::host_not_found_try_again,
///           error::service_not_found, ... as in resolve_error()
/// Threads:  any number may call it
/// Source:   getaddrinfo(3)
std::vector<resolved_address> resolve_host(const std::string& host,
                                           const std::string& service,
                                           const ::addrinfo& hints,
                                           std::error_code& ec);

/// Who an endpoint is.
struct resolved_names {
    std::string host;
    std::string service;
};

/// Looks up the names of an address and a port; what has no name is told as a
/// number.
/// Units:    `socket_type` as for socket(2): a port may be another service's
/// Errors:   as in resolve_error()
/// Threads:  any number may call it
/// Source:   getnameinfo(3)
resolved_names resolve_endpoint(const ::sockaddr* address, std::size_t size,
                                int socket_type, std::error_code& ec);

/// What a result of getaddrinfo or getnameinfo means, in Asio's words.
/// Source:   gai_strerror(3)
std::error_code resolve_error(int result);

} // namespace net::detail
