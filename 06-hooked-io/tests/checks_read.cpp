// read(2) and readv(2).
#include <sys/uio.h>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net {
namespace {

const check a_pipe("read_waits_for_a_pipe", [](transcript& says) {
    const pipe_ends ends;
    const meanwhile others(says, [&] { say(ends.in, "abc"); });

    char bytes[8];
    says.call("read", ::read(ends.out, bytes, sizeof bytes));
});

const check the_end("read_waits_for_the_end", [](transcript& says) {
    pipe_ends ends;
    const meanwhile others(says, [&] { ends.in.reset(); });

    char bytes[8];
    says.call("read", ::read(ends.out, bytes, sizeof bytes));
});

} // namespace
} // namespace net
