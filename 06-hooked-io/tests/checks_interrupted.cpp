// EINTR: a signal's handler ends a wait on a descriptor, or does not.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include <csignal>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_interrupted {
namespace {

using namespace std::chrono_literals;

volatile std::sig_atomic_t handled = 0;

/// Counts SIGUSR1 from now on.
void count_signals(int flags) {
    struct sigaction action {};
    action.sa_handler = [](int) { handled = handled + 1; };
    action.sa_flags = flags;
    must(::sigaction(SIGUSR1, &action, nullptr));
}

void interrupt() {
    ::kill(::getpid(), SIGUSR1);
}

const check fails("read_is_interrupted", [](transcript& says) {
    count_signals(0);
    const pipe_ends ends;
    const meanwhile others(says, interrupt);
    char byte;
    says.call("read", ::read(ends.out, &byte, 1));
    says.call("signals", handled);
});

const check goes_on("read_goes_on_with_restart", [](transcript& says) {
    count_signals(SA_RESTART);
    const tcp_pair pair;
    const meanwhile others(says, [&] {
        interrupt();
        while (handled == 0) ::usleep(1000);
        ::usleep(5000);
        say(pair.theirs, "abc");
    });
    char bytes[8];
    says.call("read", ::read(pair.ours, bytes, sizeof bytes));
    says.call("signals", handled);
});

const check timed("read_with_a_timeout_never_restarts", [](transcript& says) {
    count_signals(SA_RESTART);
    const tcp_pair pair;
    set_timeout(pair.ours, SO_RCVTIMEO, 10'000ms);
    const meanwhile others(says, interrupt);
    char byte;
    says.call("read", ::read(pair.ours, &byte, 1));
});

const check a_part("write_is_interrupted_after_a_part", [](transcript& says) {
    count_signals(0);
    const tcp_pair pair;
    static const char many[8 * 1024 * 1024] = {};
    const meanwhile others(says, interrupt);
    const ssize_t n = ::write(pair.ours, many, sizeof many);
    says.fact("a part", n > 0 && n < static_cast<ssize_t>(sizeof many));
    says.call("signals", handled);
});

const check accepts("accept_is_interrupted", [](transcript& says) {
    count_signals(0);
    const tcp_listener listener;
    const meanwhile others(says, interrupt);
    says.call("accept", ::accept(listener.fd, nullptr, nullptr));
});

const check polls("poll_is_interrupted_in_spite_of_restart",
                  [](transcript& says) {
                      count_signals(SA_RESTART);
                      const pipe_ends ends;
                      pollfd set{ends.out, POLLIN, 0};
                      const meanwhile others(says, interrupt);
                      says.call("poll", ::poll(&set, 1, -1));
                  });

const check selects("select_is_interrupted", [](transcript& says) {
    count_signals(SA_RESTART);
    const pipe_ends ends;
    fd_set read;
    FD_ZERO(&read);
    FD_SET(ends.out, &read);
    const meanwhile others(says, interrupt);
    says.call("select",
              ::select(ends.out + 1, &read, nullptr, nullptr, nullptr));
    says.fact("is still in", FD_ISSET(ends.out, &read));
});

const check waits("epoll_wait_is_interrupted", [](transcript& says) {
    count_signals(SA_RESTART);
    const open_fd set(must(::epoll_create1(EPOLL_CLOEXEC)));
    epoll_event found{};
    const meanwhile others(says, interrupt);
    says.call("epoll_wait", ::epoll_wait(set, &found, 1, -1));
});

/// SIGUSR1 is kept out, but for the time of a wait.
struct kept_out {
    kept_out() {
        ::sigemptyset(&none);
        sigset_t one = none;
        ::sigaddset(&one, SIGUSR1);
        must(::sigprocmask(SIG_BLOCK, &one, nullptr));
    }
    sigset_t none;
};

const check masked("ppoll_lets_a_signal_in", [](transcript& says) {
    count_signals(0);
    const kept_out masks;
    const pipe_ends ends;
    pollfd set{ends.out, POLLIN, 0};
    const meanwhile others(says, interrupt);
    says.call("ppoll", ::ppoll(&set, 1, nullptr, &masks.none));
    says.call("signals", handled);
});

const check pending("pselect_lets_a_signal_in_that_waited",
                    [](transcript& says) {
                        count_signals(0);
                        const kept_out masks;
                        interrupt();
                        says.call("signals", handled);
                        says.call("pselect",
                                  ::pselect(0, nullptr, nullptr, nullptr,
                                            nullptr, &masks.none));
                        says.call("signals", handled);
                    });

const check ready("ppoll_that_finds_something_lets_no_signal_in",
                  [](transcript& says) {
                      count_signals(0);
                      const kept_out masks;
                      const pipe_ends ends;
                      say(ends.in, "abc");
                      interrupt();
                      pollfd set{ends.out, POLLIN, 0};
                      says.call("ppoll",
                                ::ppoll(&set, 1, nullptr, &masks.none));
                      says.call("signals", handled);
                  });

} // namespace
} // namespace net::checks_interrupted
