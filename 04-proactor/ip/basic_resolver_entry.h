// One answer of a resolver.
#pragma once

#include <string>
#include <string_view>

namespace net::ip {

/// An endpoint, and the names that it was found under.
template <class InternetProtocol>
class basic_resolver_entry {
public:
    using protocol_type = InternetProtocol;
    using endpoint_type = typename InternetProtocol::endpoint;

    basic_resolver_entry() = default;
    basic_resolver_entry(const endpoint_type& endpoint, std::string_view host,
                         std::string_view service)
        : endpoint_(endpoint), host_name_(host), service_name_(service) {}

    endpoint_type endpoint() const { return endpoint_; }

    /// An entry stands wherever an endpoint may: `socket.connect(*it)`.
    operator endpoint_type() const { return endpoint_; }

    /// As asked for, but with canonical_name the host's full name.
    std::string host_name() const { return host_name_; }
    std::string service_name() const { return service_name_; }

private:
    endpoint_type endpoint_;
    std::string host_name_;
    std::string service_name_;
};

} // namespace net::ip
