// Thrown when an address is asked for a form that it does not have.
#pragma once

#include <typeinfo>

namespace net::ip {

class bad_address_cast : public std::bad_cast {
public:
    const char* what() const noexcept override { return "bad address cast"; }
};

} // namespace net::ip
