// What is asked of a resolver, as a value: the form that older programs use.
#pragma once

#include <netdb.h>
#include <sys/socket.h>

#include <string>
#include <utility>

#include "04-proactor/ip/resolver_base.h"

namespace net::ip {

/// The flags again, under the name that older programs say before them.
class resolver_query_base : public resolver_base {
protected:
    ~resolver_query_base() = default;
};

/// A host, a service and how to look them up. An empty host means this host;
/// an empty service means port 0.
template <class InternetProtocol>
class basic_resolver_query : public resolver_query_base {
public:
    using protocol_type = InternetProtocol;

    /// Addresses for an acceptor to bind to.
    basic_resolver_query(const std::string& service,
                         flags how = passive | address_configured)
        : basic_resolver_query(AF_UNSPEC, "", service, how) {}

    basic_resolver_query(const protocol_type& protocol,
                         const std::string& service,
                         flags how = passive | address_configured)
        : basic_resolver_query(protocol.family(), "", service, how) {}

    /// Addresses for a socket to connect to.
    basic_resolver_query(const std::string& host, const std::string& service,
                         flags how = address_configured)
        : basic_resolver_query(AF_UNSPEC, host, service, how) {}

    basic_resolver_query(const protocol_type& protocol, const std::string& host,
                         const std::string& service,
                         flags how = address_configured)
        : basic_resolver_query(protocol.family(), host, service, how) {}

    const ::addrinfo& hints() const { return hints_; }
    std::string host_name() const { return host_name_; }
    std::string service_name() const { return service_name_; }

private:
    basic_resolver_query(int family, std::string host, std::string service,
                         flags how)
        : host_name_(std::move(host)), service_name_(std::move(service)) {
        // Both versions of a protocol have the same type and number.
        const auto any_version = protocol_type::v4();
        hints_.ai_flags = how;
        hints_.ai_family = family;
        hints_.ai_socktype = any_version.type();
        hints_.ai_protocol = any_version.protocol();
    }

    ::addrinfo hints_{}; // points to nothing, and so may be copied
    std::string host_name_;
    std::string service_name_;
};

} // namespace net::ip
