// Exceptions and errno: what belongs to a flow, and not to its thread.
#include "05-ucontext-coroutines/flow_state.h"

#include <exception>
#include <stdexcept>
#include <string>

#include "05-ucontext-coroutines/tests/any_switch.h"

namespace flow_state_test {

using net::coroutine;
using flow_state = net::any_switch;

INSTANTIATE_TEST_SUITE_P(by, flow_state, net::all_switches(),
                         net::name_of_switch);

/// An exception that cannot be taken for another.
struct failure {
    std::string of;
};

TEST_P(flow_state, lets_an_exception_leave_through_resume) {
    coroutine flow = make([] { throw failure{"the body"}; });

    std::string caught;
    try {
        flow.resume();
    } catch (const failure& error) {
        caught = error.of;
    }

    EXPECT_EQ(caught, "the body");
    EXPECT_TRUE(flow.done());
}

TEST_P(flow_state, destroys_the_body_before_the_exception_leaves) {
    auto captured = std::make_shared<int>();
    coroutine flow = make([captured] { throw failure{"the body"}; });

    EXPECT_THROW(flow.resume(), failure);

    EXPECT_EQ(captured.use_count(), 1);
}

TEST_P(flow_state, lets_an_exception_pass_through_nested_coroutines) {
    std::string log;
    coroutine inner = make([] { throw failure{"the inner one"}; });
    coroutine outer = make([&] {
        try {
            inner.resume();
        } catch (const failure& error) {
            log += error.of;
            throw;
        }
    });

    EXPECT_THROW(outer.resume(), failure);

    EXPECT_EQ(log, "the inner one");
}

/// Yields while it handles an exception of its own, then throws it on.
auto handler_that_yields(std::string name, std::string& log) {
    return [name, &log] {
        try {
            try {
                throw failure{name};
            } catch (...) {
                coroutine::yield();
                throw;
            }
        } catch (const failure& again) {
            log += again.of;
        }
    };
}

TEST_P(flow_state, throws_on_its_own_exception_and_not_anothers) {
    std::string log;
    coroutine a = make(handler_that_yields("a", log));
    coroutine b = make(handler_that_yields("b", log));

    a.resume();
    b.resume();
    a.resume(); // in the order in which no stack would do it
    b.resume();

    EXPECT_EQ(log, "ab");
}

TEST_P(flow_state, keeps_an_exception_that_outlives_another_flows) {
    std::string log;
    coroutine a = make(handler_that_yields("a", log));
    a.resume();

    try {
        throw failure{"ours"};
    } catch (const failure& ours) {
        a.resume();
        log += ", " + ours.of;
    }

    EXPECT_EQ(log, "a, ours");
}

TEST_P(flow_state, destroys_one_that_handles_an_exception) {
    std::string log;
    {
        coroutine a = make(handler_that_yields("a", log));
        a.resume();
    }

    EXPECT_EQ(log, "");
    EXPECT_EQ(std::current_exception(), nullptr);
}

TEST_P(flow_state, has_a_current_exception_of_its_own) {
    bool inside = false, after = true;
    coroutine flow = make([&] {
        try {
            throw failure{"its own"};
        } catch (...) {
            coroutine::yield();
            inside = std::current_exception() != nullptr;
        }
        after = std::current_exception() != nullptr;
    });

    flow.resume();
    const bool outside = std::current_exception() != nullptr;
    flow.resume();

    EXPECT_FALSE(outside);
    EXPECT_TRUE(inside);
    EXPECT_FALSE(after);
}

TEST_P(flow_state, begins_without_the_exception_that_its_resumer_handles) {
    bool inside = true;
    coroutine flow =
        make([&] { inside = std::current_exception() != nullptr; });

    bool outside = false;
    try {
        throw failure{"the resumer's"};
    } catch (...) {
        flow.resume();
        outside = std::current_exception() != nullptr;
    }

    EXPECT_FALSE(inside);
    EXPECT_TRUE(outside);
}

struct counts_when_destroyed {
    int& seen;
    ~counts_when_destroyed() {
        coroutine::yield();
        seen = std::uncaught_exceptions();
    }
};

TEST_P(flow_state, counts_its_own_uncaught_exceptions) {
    int inside = -1;
    coroutine flow = make([&] {
        try {
            const counts_when_destroyed local{inside};
            throw failure{"on its way"};
        } catch (const failure&) {
        }
    });

    flow.resume();
    const int outside = std::uncaught_exceptions();
    flow.resume();

    EXPECT_EQ(outside, 0);
    EXPECT_EQ(inside, 1);
    EXPECT_EQ(std::uncaught_exceptions(), 0);
}

TEST_P(flow_state, keeps_errno) {
    int at_first = -1, later = -1;
    coroutine flow = make([&] {
        at_first = errno;
        errno = EAGAIN;
        coroutine::yield();
        later = errno;
    });

    errno = EINTR;
    flow.resume();
    const int outside = errno;
    errno = EPIPE;
    flow.resume();

    EXPECT_EQ(at_first, 0);
    EXPECT_EQ(outside, EINTR);
    EXPECT_EQ(later, EAGAIN);
    EXPECT_EQ(errno, EPIPE);
}

} // namespace flow_state_test
