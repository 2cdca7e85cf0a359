// Signals: who gets them, and what they end.

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_signals {
namespace {

std::atomic<int> handled = 0;
std::atomic<bool> right_thread = false;
pthread_t wanted_thread;

void note(int) {
    ++handled;
    right_thread = ::pthread_equal(::pthread_self(), wanted_thread) != 0;
}

void handle(int signal, int flags = 0) {
    struct sigaction action {};
    action.sa_handler = note;
    action.sa_flags = flags;
    ::sigaction(signal, &action, nullptr);
}

sigset_t set_of(int signal) {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, signal);
    return set;
}

const check kept("signal_actions_are_given_back", [](transcript& says) {
    struct sigaction action {};
    struct sigaction before {};
    says.fact("default", ::signal(SIGUSR1, note) == SIG_DFL);
    says.fact("mine", ::signal(SIGUSR1, SIG_IGN) == note);
    says.call("get", ::sigaction(SIGUSR1, nullptr, &before));
    says.fact("ignored", before.sa_handler == SIG_IGN);
    action.sa_sigaction = [](int, siginfo_t*, void*) {};
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    ::sigaddset(&action.sa_mask, SIGUSR2);
    ::sigaction(SIGUSR1, &action, nullptr);
    ::sigaction(SIGUSR1, nullptr, &before);
    says.fact("same", before.sa_sigaction == action.sa_sigaction);
    constexpr int kernels = 0x04000000; // SA_RESTORER, libc's own
    says.fact("flags", (before.sa_flags & ~kernels) == action.sa_flags);
    says.fact("mask", ::sigismember(&before.sa_mask, SIGUSR2) == 1);
    says.call("none", ::sigaction(SIGKILL, &action, nullptr));
    says.call("wrong", ::sigaction(99, &action, nullptr));
});

const check raised("signal_raised_is_handled_at_once", [](transcript& says) {
    handle(SIGUSR1);
    wanted_thread = ::pthread_self();
    says.call("raise", ::raise(SIGUSR1));
    says.text("handled", std::to_string(handled));
    std::thread([&] {
        wanted_thread = ::pthread_self();
        ::raise(SIGUSR1);
        says.fact("here", right_thread);
        says.code("kill", ::pthread_kill(::pthread_self(), SIGUSR1));
        says.fact("here", right_thread);
    }).join();
    says.text("handled", std::to_string(handled));
});

const check once("signal_handler_for_once", [](transcript& says) {
    struct sigaction before {};
    handle(SIGUSR1, static_cast<int>(SA_RESETHAND));
    ::raise(SIGUSR1);
    ::sigaction(SIGUSR1, nullptr, &before);
    says.fact("default", before.sa_handler == SIG_DFL);
});

const check masked("signal_waits_until_it_is_unblocked", [](transcript& says) {
    handle(SIGUSR1);
    const sigset_t set = set_of(SIGUSR1);
    sigset_t before;
    says.code("block", ::pthread_sigmask(SIG_BLOCK, &set, &before));
    says.fact("before", ::sigismember(&before, SIGUSR1) == 1);
    ::raise(SIGUSR1);
    says.text("handled", std::to_string(handled));
    sigset_t pending;
    says.call("pending", ::sigpending(&pending));
    says.fact("there", ::sigismember(&pending, SIGUSR1) == 1);
    says.call("unblock", ::sigprocmask(SIG_SETMASK, &before, nullptr));
    says.text("handled", std::to_string(handled));
    says.code("wrong", ::pthread_sigmask(77, &set, nullptr));
});

const check own_masks("signal_masks_belong_to_threads", [](transcript& says) {
    const sigset_t set = set_of(SIGUSR2);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::thread([&] {
        sigset_t mine;
        ::pthread_sigmask(SIG_BLOCK, nullptr, &mine);
        says.fact("inherited", ::sigismember(&mine, SIGUSR2) == 1);
        ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    }).join();
    sigset_t mine;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &mine);
    says.fact("still", ::sigismember(&mine, SIGUSR2) == 1);
});

const check sent("signal_sent_to_a_thread_that_waits", [](transcript& says) {
    for (const int flags : {0, SA_RESTART}) {
        handled = 0;
        handle(SIGUSR1, flags);
        wanted_thread = ::pthread_self();
        const pthread_t me = wanted_thread;
        const meanwhile others(says, [me] { ::pthread_kill(me, SIGUSR1); });
        const timespec long_time{.tv_sec = 1000, .tv_nsec = 0};
        says.call("nanosleep", ::nanosleep(&long_time, nullptr));
        says.text("handled", std::to_string(handled));
        says.fact("here", right_thread);
    }
});

const check nothing("signal_none_only_asks", [](transcript& says) {
    says.code("me", ::pthread_kill(::pthread_self(), 0));
    says.code("wrong", ::pthread_kill(::pthread_self(), 999));
    std::thread other([] {});
    says.code("other", ::pthread_kill(other.native_handle(), 0));
    other.join();
});

const check awaited("sigwait_waits", [](transcript& says) {
    const sigset_t set = set_of(SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    int signal = 0;
    {
        const meanwhile others(says, [] { ::kill(::getpid(), SIGUSR1); });
        says.code("sigwait", ::sigwait(&set, &signal));
    }
    says.fact("that one", signal == SIGUSR1);
    siginfo_t info{};
    {
        const meanwhile others(
            says, [] { ::sigqueue(::getpid(), SIGUSR1, {.sival_int = 42}); });
        says.call("sigwaitinfo", ::sigwaitinfo(&set, &info));
    }
    says.text("value", std::to_string(info.si_value.sival_int));
    says.fact("from us", info.si_pid == ::getpid());
});

const check awaited_thread("sigwait_of_what_is_sent_to_a_thread",
                           [](transcript& says) {
                               const sigset_t set = set_of(SIGUSR1);
                               ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
                               const pthread_t me = ::pthread_self();
                               int signal = 0;
                               const meanwhile others(
                                   says, [me] { ::pthread_kill(me, SIGUSR1); });
                               says.code("sigwait", ::sigwait(&set, &signal));
                               says.fact("that one", signal == SIGUSR1);
                           });

const check too_long("sigtimedwait_gives_up", [](transcript& says) {
    const sigset_t set = set_of(SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    const stopwatch watch;
    const timespec time{.tv_sec = 0, .tv_nsec = 30'000'000};
    {
        const meanwhile others(says);
        says.call("wait", ::sigtimedwait(&set, nullptr, &time));
    }
    says.fact("in time", watch.shows_at_least(std::chrono::milliseconds(30)));
    const timespec none{};
    says.call("at once", ::sigtimedwait(&set, nullptr, &none));
    ::raise(SIGUSR1);
    says.call("there", ::sigtimedwait(&set, nullptr, &none));
    const timespec wrong{.tv_sec = 0, .tv_nsec = -1};
    says.call("wrong", ::sigtimedwait(&set, nullptr, &wrong));
});

const check cut("sigwaitinfo_interrupted_by_another", [](transcript& says) {
    handle(SIGUSR2, SA_RESTART);
    const sigset_t set = set_of(SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    const meanwhile others(says, [] { ::kill(::getpid(), SIGUSR2); });
    says.call("wait", ::sigwaitinfo(&set, nullptr));
    says.text("handled", std::to_string(handled));
});

const check paused("pause_waits_for_a_handler", [](transcript& says) {
    handle(SIGUSR1, SA_RESTART);
    const meanwhile others(says, [] { ::kill(::getpid(), SIGUSR1); });
    says.call("pause", ::pause());
    says.text("handled", std::to_string(handled));
});

const check suspended("sigsuspend_waits_with_its_mask", [](transcript& says) {
    handle(SIGUSR1);
    const sigset_t set = set_of(SIGUSR1);
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    {
        const meanwhile others(says, [] { ::kill(::getpid(), SIGUSR1); });
        says.call("suspend", ::sigsuspend(&none));
    }
    says.text("handled", std::to_string(handled));
    ::raise(SIGUSR1);
    says.text("blocked", std::to_string(handled));
    says.call("there already", ::sigsuspend(&none));
    says.text("handled", std::to_string(handled));
});

sigjmp_buf out;

const check jumps("signal_handler_jumps_out", [](transcript& says) {
    struct sigaction action {};
    action.sa_handler = [](int) { ::siglongjmp(out, 1); };
    ::sigaction(SIGALRM, &action, nullptr);
    for (int i = 0; i < 2; ++i) {
        if (sigsetjmp(out, 1) == 0) {
            ::raise(SIGALRM);
            says.text("never", "here");
        }
        // And waits still wait for themselves only.
        const meanwhile others(says);
        ::usleep(30'000);
    }
});

const check by_default("signal_without_a_handler_ends_all",
                       [](transcript& says) {
                           says.text("the end", "of all");
                           const pthread_t me = ::pthread_self();
                           std::thread([me] {
                               ::pthread_kill(me, SIGUSR1);
                           }).detach();
                           ::pause();
                           says.text("never", "here");
                       });

} // namespace
} // namespace net::checks_signals
