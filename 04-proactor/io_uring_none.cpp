// Stands in for io_uring_engine.cpp where the system has no io_uring: it is
// refused as by a Linux that was built without it.

#include <cerrno>
#include <system_error>

#include "04-proactor/io_engine.h"

namespace net::detail {

io_engine& use_io_uring(execution_context&) {
    throw std::system_error(ENOSYS, std::system_category(), "io_uring_setup");
}

bool has_io_uring(execution_context&) {
    return false;
}

} // namespace net::detail
