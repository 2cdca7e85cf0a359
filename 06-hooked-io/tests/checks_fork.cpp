// Children: how they are made.

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

extern char** environ;

namespace net::checks_fork {
namespace {

void let_go(const pipe_ends& ends) {
    say(ends.in, "x");
}

void tell(transcript& says, int status) {
    says.text("status", std::to_string(status));
}

const check works("fork_child_works", [](transcript& says) {
    const pid_t child = must(::fork());
    if (child == 0) {
        pipe_ends ends;
        {
            const meanwhile others(says, [&] { let_go(ends); });
            char byte = 0;
            says.call("read", ::read(ends.out, &byte, 1));
        }
        int count = 0;
        std::mutex lock;
        std::vector<std::thread> all;
        for (int i = 0; i < 10; ++i) {
            all.emplace_back([&] {
                ::usleep(1000);
                const std::lock_guard guard(lock);
                ++count;
            });
        }
        for (std::thread& one : all) one.join();
        says.text("threads", std::to_string(count));
        const pid_t grandchild = must(::fork());
        if (grandchild == 0) ::_exit(9);
        int status = 0;
        ::waitpid(grandchild, &status, 0);
        ::_exit(WEXITSTATUS(status));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    tell(says, WEXITSTATUS(status));
});

const check parent("fork_leaves_the_parent_alone", [](transcript& says) {
    // Both wait for the same pipe; each thread of the parent goes on.
    const pipe_ends ends;
    std::atomic<bool> has_read = false;
    std::thread reader([&] {
        char byte = 0;
        says.call("read", ::read(ends.out, &byte, 1));
        has_read = true;
    });
    ::usleep(1000);
    const pid_t child = must(::fork());
    if (child == 0) {
        ::usleep(10'000); // turns, with a reactor of its own
        ::_exit(has_read ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    tell(says, status);
    let_go(ends);
    reader.join();
});

const check from_thread("fork_from_a_thread", [](transcript& says) {
    std::thread([&] {
        const pthread_t me = ::pthread_self();
        const pid_t child = must(::fork());
        if (child == 0) {
            says.fact("same", ::pthread_equal(me, ::pthread_self()) != 0);
            ::usleep(1000);
            std::thread([&] { says.text("a thread", "runs"); }).join();
            ::_exit(0);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        tell(says, status);
    }).join();
});

const check at_fork("fork_calls_its_handlers", [](transcript& says) {
    static int prepared = 0;
    static int in_parent = 0;
    static int in_child = 0;
    ::pthread_atfork([] { ++prepared; }, [] { ++in_parent; },
                     [] { ++in_child; });
    const pid_t child = must(::fork());
    if (child == 0) ::_exit(prepared * 100 + in_parent * 10 + in_child);
    int status = 0;
    ::waitpid(child, &status, 0);
    says.text("child", std::to_string(WEXITSTATUS(status)));
    says.text("parent",
              std::to_string(prepared * 100 + in_parent * 10 + in_child));
});

const check virtually("fork_of_the_fast_kind", [](transcript& says) {
    const pid_t child = ::vfork();
    if (child == 0) {
        ::execl("/bin/sh", "sh", "-c", "exit 3", nullptr);
        ::_exit(127);
    }
    int status = 0;
    says.fact("waitpid", ::waitpid(child, &status, 0) == child);
    tell(says, WEXITSTATUS(status));
});

const check spawned("fork_of_posix_spawn", [](transcript& says) {
    const char* const words[] = {"sh", "-c", "exit 4", nullptr};
    pid_t child = 0;
    says.code("spawn", ::posix_spawn(&child, "/bin/sh", nullptr, nullptr,
                                     const_cast<char* const*>(words), environ));
    int status = 0;
    says.fact("waitpid", ::waitpid(child, &status, 0) == child);
    tell(says, WEXITSTATUS(status));
});

const check by_system("system_waits", [](transcript& says) {
    pipe_ends ends;
    must(::dup2(ends.out, 9)); // dash knows numbers of one figure only
    const meanwhile others(says, [&] { say(ends.in, "x\n"); });
    const int status = std::system("read line <&9; exit 5");
    tell(says, WEXITSTATUS(status));
});

const check no_command("system_asks_for_a_shell", [](transcript& says) {
    says.fact("shell", std::system(nullptr) != 0);
});

const check daemon_works("daemon_works", [](transcript& says) {
    pipe_ends ends;
    const pid_t child = must(::fork());
    if (child == 0) {
        if (::daemon(1, 1) == -1) ::_exit(1);
        std::thread([&] { let_go(ends); }).join();
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    char byte = 0;
    says.call("read", ::read(ends.out, &byte, 1));
});

} // namespace
} // namespace net::checks_fork
