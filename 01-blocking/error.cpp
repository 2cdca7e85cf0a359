#include "01-blocking/error.h"

#include <string>

namespace net::error {
namespace {

class misc_error_category final : public std::error_category {
public:
    const char* name() const noexcept override { return "asio.misc"; }

    std::string message(int value) const override {
        switch (value) {
            case already_open: return "Already open";
            case eof: return "End of file";
            case not_found: return "Element not found";
            default: return "Unknown error";
        }
    }
};

} // namespace

const std::error_category& misc_category() {
    static const misc_error_category category;
    return category;
}

} // namespace net::error
