#include <gtest/gtest.h>

#include <system_error>

#include "04-proactor/io_context.h"
#include "04-proactor/io_engine.h"
#include "04-proactor/reactor_task.h"

namespace io_uring_none_test {

using net::detail::reactor_task;

TEST(no_io_uring, is_refused_as_by_a_kernel_without_it) {
    net::io_context loop;

    try {
        net::detail::use_io_uring(loop);
        FAIL() << "there is one";
    } catch (const std::system_error& refused) {
        EXPECT_STREQ(refused.what(),
                     "io_uring_setup: Function not implemented");
    }
}

TEST(no_io_uring, leaves_a_context_its_reactor) {
    net::io_context loop;

    net::detail::use_engine(loop);

    EXPECT_FALSE(net::detail::has_io_uring(loop));
    EXPECT_TRUE(net::has_service<reactor_task>(loop));
}

} // namespace io_uring_none_test
