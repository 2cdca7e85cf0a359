// ThreadSanitizer keeps a signal until the thread, or the fiber, that it has
// interrupted makes a call that it knows, and loses one that comes in a
// thread's first blocking call. So the first such call is made before main();
// and a server of fibers that is put to the contract has a thread that does
// nothing but block: signals are left to that one.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>

// Null in a program without fibers. It has a name of its own here, for several
// sources are compiled as one.
extern "C" [[gnu::weak]] void switch_of_fibers() __asm__(
    "net_switch_by_assembly");

namespace {

void mask_ends(int how) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(how, &ends, nullptr);
}

void* await_signals(void*) {
    ::usleep(1); // the first blocking call
    mask_ends(SIG_UNBLOCK);
    for (;;) ::pause();
}

[[gnu::constructor]] void give_signals_a_thread() {
    ::usleep(1);
    if (switch_of_fibers == nullptr) return;
    if (std::getenv("CONTRACT_PATIENCE") == nullptr) return;
    mask_ends(SIG_BLOCK); // in all threads that this one starts
    pthread_t thread;
    if (pthread_create(&thread, nullptr, await_signals, nullptr) == 0) {
        pthread_detach(thread);
    }
}

} // namespace
