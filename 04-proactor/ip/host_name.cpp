#include "04-proactor/ip/host_name.h"

#include <unistd.h>

#include <climits>

#include "01-blocking/error.h"
#include "04-proactor/throw_error.h"

namespace net::ip {

std::string host_name() {
    std::error_code ec;
    std::string name = host_name(ec);
    detail::throw_error(ec, "host_name");
    return name;
}

std::string host_name(std::error_code& ec) {
    char name[HOST_NAME_MAX + 1]; // one more for the terminating zero
    if (::gethostname(name, sizeof name) == -1) {
        ec = last_error();
        return {};
    }
    ec.clear();
    return name;
}

} // namespace net::ip
