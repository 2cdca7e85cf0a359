#include "04-proactor/io_engine.h"
#include "04-proactor/io_uring_task.h"

namespace net::detail {

io_engine& use_io_uring(execution_context& owner) {
    return use_service<io_uring_task>(owner);
}

bool has_io_uring(execution_context& owner) {
    return has_service<io_uring_task>(owner);
}

} // namespace net::detail
