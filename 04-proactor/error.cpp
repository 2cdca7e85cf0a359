#include "04-proactor/error.h"

#include <string>

namespace net::error {
namespace {

class netdb_error_category final : public error_category {
public:
    const char* name() const noexcept override { return "asio.netdb"; }

    std::string message(int value) const override {
        switch (value) {
            case host_not_found: return "Host not found (authoritative)";
            case host_not_found_try_again:
                return "Host not found (non-authoritative), try again later";
            case no_data:
                return "The query is valid, but it does not have associated "
                       "data";
            case no_recovery:
                return "A non-recoverable error occurred during database "
                       "lookup";
            default: return "asio.netdb error";
        }
    }
};

class addrinfo_error_category final : public error_category {
public:
    const char* name() const noexcept override { return "asio.addrinfo"; }

    // Not gai_strerror's words: programs show, and their tests expect, these.
    std::string message(int value) const override {
        switch (value) {
            case service_not_found: return "Service not found";
            case socket_type_not_supported: return "Socket type not supported";
            default: return "asio.addrinfo error";
        }
    }
};

} // namespace

const error_category& get_netdb_category() {
    static const netdb_error_category category;
    return category;
}

const error_category& get_addrinfo_category() {
    static const addrinfo_error_category category;
    return category;
}

} // namespace net::error
