#include "01-blocking/backend_protocol.h"

namespace net {
namespace {

class rpc_error_category final : public std::error_category {
public:
    const char* name() const noexcept override { return "net.rpc"; }

    std::string message(int value) const override {
        switch (static_cast<rpc_error>(value)) {
            case rpc_error::refused: return "backend refused";
            case rpc_error::unavailable: return "backend unavailable";
            case rpc_error::timed_out: return "backend timed out";
        }
        return "unknown error";
    }
};

} // namespace

std::error_code make_error_code(rpc_error error) {
    static const rpc_error_category category;
    return {static_cast<int>(error), category};
}

std::string parse_reply(std::string_view reply, std::error_code& error) {
    if (reply.starts_with("ok ")) {
        error.clear();
        return std::string(reply.substr(3));
    }
    error = reply.starts_with("error ") ? rpc_error::refused
                                        : rpc_error::unavailable;
    return {};
}

std::string gateway_answer(std::string_view name, std::string_view city,
                           std::string_view weather) {
    std::string line(name);
    line.append(" is in ").append(city).append(": ").append(weather);
    return line;
}

std::string gateway_failure(const std::error_code& error) {
    // A backend that refuses to say where a user lives, although it knows him,
    // is as good as none.
    return error == rpc_error::timed_out ? "error: backend timed out"
                                         : "error: backend unavailable";
}

} // namespace net
