// Waiting for children.

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_process {
namespace {

/// A child that ends with `status` when something is written to the pipe.
pid_t child_that_waits(const pipe_ends& ends, int status) {
    const pid_t child = must(::fork());
    if (child != 0) return child;
    char byte = 0;
    (void)!::read(ends.out, &byte, 1);
    ::_exit(status);
}

void let_go(const pipe_ends& ends) {
    say(ends.in, "x");
}

void tell(transcript& says, int status) {
    says.text("status", std::to_string(status));
}

const check waits("wait_waits_for_a_child", [](transcript& says) {
    const pipe_ends ends;
    const pid_t child = child_that_waits(ends, 3);
    int status = -1;
    {
        const meanwhile others(says, [&] { let_go(ends); });
        says.fact("waitpid", ::waitpid(child, &status, 0) == child);
    }
    tell(says, status);
    says.call("no more", ::waitpid(child, &status, 0));
});

const check any("wait_waits_for_any_child", [](transcript& says) {
    const pipe_ends ends;
    const pid_t child = child_that_waits(ends, 4);
    int status = -1;
    {
        const meanwhile others(says, [&] { let_go(ends); });
        says.fact("wait", ::wait(&status) == child);
    }
    tell(says, status);
    says.call("no more", ::wait(&status));
});

const check used("wait_tells_what_it_used", [](transcript& says) {
    const pipe_ends ends;
    const pid_t child = child_that_waits(ends, 5);
    int status = -1;
    rusage use{};
    {
        const meanwhile others(says, [&] { let_go(ends); });
        says.fact("wait4", ::wait4(0, &status, 0, &use) == child);
    }
    tell(says, status);
    says.fact("memory", use.ru_maxrss > 0);
});

const check by_id("waitid_waits", [](transcript& says) {
    const pipe_ends ends;
    const pid_t child = child_that_waits(ends, 6);
    siginfo_t info{};
    says.call("not yet", ::waitid(P_PID, static_cast<id_t>(child), &info,
                                  WEXITED | WNOHANG));
    {
        const meanwhile others(says, [&] { let_go(ends); });
        says.call("waitid", ::waitid(P_PID, static_cast<id_t>(child), &info,
                                     WEXITED | WNOWAIT));
    }
    says.fact("that one", info.si_pid == child);
    tell(says, info.si_status);
    says.call("again", ::waitid(P_ALL, 0, &info, WEXITED));
    says.call("no more", ::waitid(P_ALL, 0, &info, WEXITED));
    says.call("wrong", ::waitid(P_ALL, 0, &info, 0));
});

const check stopped("wait_tells_of_a_stop", [](transcript& says) {
    const pipe_ends ends;
    const pid_t child = child_that_waits(ends, 7);
    int status = 0;
    {
        const meanwhile others(says, [=] { ::kill(child, SIGSTOP); });
        says.fact("stops", ::waitpid(child, &status, WUNTRACED) == child);
    }
    says.fact("stopped", WIFSTOPPED(status));
    {
        const meanwhile others(says, [=] { ::kill(child, SIGCONT); });
        says.fact("goes on", ::waitpid(child, &status, WCONTINUED) == child);
    }
    says.fact("continued", WIFCONTINUED(status));
    ::kill(child, SIGTERM);
    says.fact("ends", ::waitpid(child, &status, 0) == child);
    says.fact("by a signal",
              WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
});

const check none("wait_without_children", [](transcript& says) {
    int status = 0;
    says.call("wait", ::wait(&status));
    says.call("waitpid", ::waitpid(::getpid(), &status, 0));
    says.call("at once", ::waitpid(-1, &status, WNOHANG));
});

const check cut("wait_interrupted", [](transcript& says) {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGUSR1, &action, nullptr);
    const pipe_ends ends;
    const pid_t child = child_that_waits(ends, 8);
    int status = -1;
    for (const pid_t which : {child, -1}) {
        const meanwhile others(says, [] { ::kill(::getpid(), SIGUSR1); });
        says.call("waitpid", ::waitpid(which, &status, 0));
    }
    let_go(ends);
    says.fact("then", ::waitpid(child, &status, 0) == child);
    tell(says, status);
});

const check many("wait_by_a_thread_for_each_child", [](transcript& says) {
    std::vector<std::thread> all;
    std::atomic<int> sum = 0;
    for (int i = 0; i < 20; ++i) {
        all.emplace_back([&sum, i] {
            const pid_t child = must(::fork());
            if (child == 0) ::_exit(i);
            int status = 0;
            ::waitpid(child, &status, 0);
            sum += WEXITSTATUS(status);
        });
    }
    for (std::thread& one : all) one.join();
    says.text("sum", std::to_string(sum));
});

} // namespace
} // namespace net::checks_process
