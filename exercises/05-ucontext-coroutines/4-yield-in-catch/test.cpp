// Proves the check against a wrong and a right coroutine, and then the flow.
#include ANSWER

#include <gtest/gtest.h>

#include <cerrno>
#include <stdexcept>
#include <string>

#include "exercises/05-ucontext-coroutines/4-yield-in-catch/reference.h"
#include "exercises/in_child.h"
#include "exercises/story.h"

namespace {

using answer::flow;

// Whose exceptions are mixed up, may crash; so each test runs in a child.

TEST(check, catches_a_coroutine_that_mixes_exceptions_up) {
    net::story story;
    story.step("your keeps_exceptions_apart() is given one with the bug");
    const std::string got = net::in_child([] {
        return answer::keeps_exceptions_apart<reference::wrong_flow>()
                   ? "it has found nothing wrong"
                   : "caught";
    });

    EXPECT_NE(got, "it has found nothing wrong") << story.hint(1);
}

TEST(check, passes_a_coroutine_that_is_right) {
    net::story story;
    story.step("your keeps_exceptions_apart() is given one without the bug");
    const std::string got = net::in_child([] {
        return answer::keeps_exceptions_apart<reference::right_flow>()
                   ? "passed"
                   : "it blames the innocent";
    });

    EXPECT_EQ(got, "passed") << story.hint(1);
}

/// Fails, waits for others while it handles that, and passes it on.
void fail_and_wait(const std::string& what, std::string& log) {
    try {
        throw std::runtime_error(what);
    } catch (const std::runtime_error&) {
        log += "handles " + what + ", ";
        flow::yield();
        throw;
    }
}

TEST(flow, throws_its_own_exception_on) {
    net::story story;
    story.step(
        "a request to Paris fails; its handler waits before it says "
        "`throw;`");
    story.step("meanwhile one to Rome fails, and waits as well");
    story.step("Paris goes on, and then Rome");
    const std::string got = net::in_child([] {
        std::string log;
        const auto ask = [&log](const std::string& city) {
            try {
                fail_and_wait(city, log);
            } catch (const std::exception& error) {
                log += city + " gets " + error.what() + ", ";
            }
        };
        flow paris([&] { ask("Paris"); }), rome([&] { ask("Rome"); });
        paris.resume();
        rome.resume();
        paris.resume();
        rome.resume();
        return log + "done";
    });

    EXPECT_EQ(got,
              "handles Paris, handles Rome, Paris gets Paris, "
              "Rome gets Rome, done")
        << story.hint(2);
}

TEST(flow, leaves_its_resumer_without_an_exception) {
    net::story story;
    story.step(
        "a flow yields in a catch; who has resumed it asks what is "
        "being handled here");
    const std::string got = net::in_child([] {
        std::string log;
        flow one([&] {
            try {
                fail_and_wait("x", log);
            } catch (const std::exception&) {
            }
        });
        one.resume();
        log += std::current_exception() ? "something" : "nothing";
        one.resume();
        return log;
    });

    EXPECT_EQ(got, "handles x, nothing") << story.hint(2);
}

TEST(flow, may_be_resumed_in_a_catch) {
    net::story story;
    story.step("a flow is resumed while its resumer handles an exception");
    const std::string got = net::in_child([] {
        std::string log;
        flow one([&] {
            try {
                throw std::logic_error("inner");
            } catch (const std::exception&) {
                flow::yield();
            }
        });
        try {
            try {
                throw std::runtime_error("outer");
            } catch (const std::exception&) {
                one.resume();
                throw;
            }
        } catch (const std::exception& error) {
            log = error.what();
        }
        one.resume();
        return log;
    });

    EXPECT_EQ(got, "outer") << story.hint(3);
}

TEST(flow, counts_only_its_own_exceptions) {
    net::story story;
    story.step(
        "a flow yields in a destructor, while an exception is on its "
        "way through it");
    const std::string got = net::in_child([] {
        struct yields {
            ~yields() { flow::yield(); }
        };
        flow one([&] {
            try {
                const yields last_words;
                throw std::runtime_error("x");
            } catch (const std::exception&) {
            }
        });
        one.resume();
        const int on_their_way = std::uncaught_exceptions();
        one.resume();
        return std::to_string(on_their_way) + " on their way outside";
    });

    EXPECT_EQ(got, "0 on their way outside") << story.hint(3);
}

TEST(flow, has_an_errno_of_its_own) {
    net::story story;
    story.step("a flow has an error in errno, and yields before it looks");
    const std::string got = net::in_child([] {
        std::string log;
        flow one([&] {
            errno = ENOENT;
            flow::yield();
            log = errno == ENOENT ? "its own" : "somebody else's";
        });
        one.resume();
        errno = EAGAIN;
        one.resume();
        return log;
    });

    EXPECT_EQ(got, "its own") << story.hint(2);
}

TEST(flow, tells_what_its_body_throws) {
    net::story story;
    story.step("the body of a flow throws, after it has yielded in a catch");
    story.step("its resumer is handling an exception of its own");
    const std::string got = net::in_child([] {
        std::string log;
        flow one([&] { fail_and_wait("x", log); });
        one.resume();
        try {
            throw std::logic_error("outer");
        } catch (const std::logic_error&) {
            try {
                one.resume();
            } catch (const std::runtime_error& error) {
                log += std::string("resume() throws ") + error.what();
            }
            log += std::current_exception() ? ", outer is kept"
                                            : ", outer is lost";
        }
        return log + (one.done() ? ", done" : ", not done");
    });

    EXPECT_EQ(got, "handles x, resume() throws x, outer is kept, done")
        << story.hint(3);
}

} // namespace
