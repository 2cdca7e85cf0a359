#include "04-proactor/ip/resolve.h"

#include <cstring>
#include <memory>

#include "04-proactor/error.h"
#include "04-proactor/ip/tcp.h"

namespace net::detail {
namespace {

const char* null_if_empty(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

bool is_internet(const ::addrinfo& found) {
    return found.ai_family == AF_INET || found.ai_family == AF_INET6;
}

resolved_address to_resolved(const ::addrinfo& found,
                             const char* canonical_name) {
    ip::tcp::endpoint endpoint; // of any protocol: we want its address only
    endpoint.resize(found.ai_addrlen);
    std::memcpy(endpoint.data(), found.ai_addr, found.ai_addrlen);
    return {endpoint.address(), endpoint.port(),
            canonical_name != nullptr ? canonical_name : ""};
}

} // namespace

std::vector<resolved_address> resolve_host(const std::string& host,
                                           const std::string& service,
                                           const ::addrinfo& hints,
                                           std::error_code& ec) {
    ::addrinfo* list = nullptr;
    ec = resolve_error(::getaddrinfo(null_if_empty(host),
                                     null_if_empty(service), &hints, &list));
    if (ec) return {};

    const std::unique_ptr<::addrinfo, void (*)(::addrinfo*)> owner(
        list, ::freeaddrinfo);
    std::vector<resolved_address> addresses;
    // The first entry alone carries the canonical name, for all of them.
    const char* const canonical_name = list->ai_canonname;
    for (const ::addrinfo* it = list; it != nullptr; it = it->ai_next) {
        if (!is_internet(*it)) continue;
        addresses.push_back(to_resolved(*it, canonical_name));
    }
    return addresses;
}

resolved_names resolve_endpoint(const ::sockaddr* address, std::size_t size,
                                int socket_type, std::error_code& ec) {
    char host[NI_MAXHOST];
    char service[NI_MAXSERV];
    const int flags = socket_type == SOCK_DGRAM ? NI_DGRAM : 0;
    ec = resolve_error(::getnameinfo(address, static_cast<socklen_t>(size),
                                     host, sizeof host, service, sizeof service,
                                     flags));
    if (ec) return {};
    return {host, service};
}

std::error_code resolve_error(int result) {
    switch (result) {
        case 0: return {};
        case EAI_AGAIN: return error::host_not_found_try_again;
        case EAI_BADFLAGS: return error::invalid_argument;
        case EAI_FAIL: return error::no_recovery;
        case EAI_FAMILY: return error::address_family_not_supported;
        case EAI_MEMORY: return error::no_memory;
        case EAI_SERVICE: return error::service_not_found;
        case EAI_SOCKTYPE: return error::socket_type_not_supported;
        case EAI_SYSTEM: return last_error();
        default: return error::host_not_found; // EAI_NONAME and its relatives
    }
}

} // namespace net::detail
