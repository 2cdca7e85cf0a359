// Waiting for another process parks a coroutine.

#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "01-blocking/unique_fd.h"
#include "06-hooked-io/descriptor_birth.h"
#include "06-hooked-io/helper_threads.h"
#include "06-hooked-io/interruption.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

namespace {

using net::hooked_task;
using net::interruption;
using net::real_call;

/// Parks until one of several has ended or changed: no descriptor tells that,
/// so that a helper thread waits for it, and leaves it to be waited for. If a
/// signal ends our wait, its own goes on until something happens.
interruption await_change(idtype_t type, id_t which, int options) {
    static const auto real = real_call<decltype(::waitid)>("waitid");
    const auto has_come = std::make_shared<net::futex_word>(0);
    net::start_on_helper_thread([=] {
        siginfo_t info;
        real(type, which, &info, (options & ~WNOHANG) | WNOWAIT);
        *has_come = 1;
        net::futex_wake(*has_come, 1);
    });
    while (*has_come == 0) {
        const auto how = net::futex_wait(*has_come, 0, net::futex_time::max(),
                                         net::ended_by::signals);
        if (how == net::futex_result::interrupted) return interruption::fails;
    }
    return interruption::none;
}

/// The program's own descriptors get the numbers that they would have had.
net::unique_fd open_process(pid_t child) {
    const net::own_descriptors ours;
    const long fd = ::syscall(SYS_pidfd_open, child, 0);
    return net::unique_fd(net::note_own(static_cast<int>(fd)));
}

/// Parks until that child has ended.
interruption await_end(pid_t child) {
    net::unique_fd file = open_process(child);
    if (!file && errno == ESRCH) return interruption::none; // it is gone
    if (!file) return await_change(P_PID, static_cast<id_t>(child), WEXITED);
    net::descriptor_wait one;
    one.fd = file.get();
    one.wanted = net::interest::readable;
    auto& waits = net::scheduler::current().descriptors();
    waits.wait({&one, 1}, "a process", net::scheduler::never);
    waits.forget(file.get());
    {
        const net::own_descriptors ours;
        file.reset();
    }
    return net::take_interruption();
}

/// Asks without waiting, until there is an answer; and parks in between.
/// Shape:    `ask` returns 0 while there is nothing to tell
template <class Ask>
pid_t wait(idtype_t type, id_t which, int options, Ask ask) {
    const bool only_ends = (options & (WSTOPPED | WCONTINUED)) == 0;
    for (;;) {
        net::end_if_cancelled();
        const pid_t found = ask();
        if (found != 0) return found;
        const interruption cut = type == P_PID && only_ends
                                     ? await_end(static_cast<pid_t>(which))
                                     : await_change(type, which, options);
        if (cut != interruption::fails) continue;
        errno = EINTR;
        return -1;
    }
}

} // namespace

extern "C" {

pid_t wait4(pid_t which, int* status, int options, rusage* used) {
    static const auto real = real_call<decltype(::wait4)>("wait4");
    if (!hooked_task() || (options & WNOHANG)) {
        return real(which, status, options, used);
    }
    const idtype_t type = which > 0 ? P_PID : which == -1 ? P_ALL : P_PGID;
    const pid_t id = which == 0 ? ::getpgrp() : std::abs(which);
    return wait(type, static_cast<id_t>(id), options | WEXITED,
                [&] { return real(which, status, options | WNOHANG, used); });
}

pid_t waitpid(pid_t which, int* status, int options) {
    return ::wait4(which, status, options, nullptr);
}

pid_t wait(int* status) {
    return ::wait4(-1, status, 0, nullptr);
}

pid_t wait3(int* status, int options, rusage* used) noexcept {
    return ::wait4(-1, status, options, used);
}

int waitid(idtype_t type, id_t which, siginfo_t* info, int options) {
    static const auto real = real_call<decltype(::waitid)>("waitid");
    if (!hooked_task() || (options & WNOHANG)) {
        return real(type, which, info, options);
    }
    siginfo_t found{};
    const pid_t result = wait(type, which, options, [&]() -> pid_t {
        found = {};
        const int failure = real(type, which, &found, options | WNOHANG);
        return failure == -1 ? -1 : found.si_pid;
    });
    if (result == -1) return -1;
    if (info != nullptr) *info = found;
    return 0;
}

/// libc waits by itself in this one, where no hook sees it.
int system(const char* command) {
    static const auto real = real_call<decltype(::system)>("system");
    int result = 0;
    net::on_helper_thread([&] { result = real(command); });
    return result;
}

} // extern "C"
