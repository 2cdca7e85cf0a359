// A program that asks, when it runs, whether there are hooks, and says which
// of its threads share one of the kernel's.
#include <dlfcn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

namespace {

using start_function = int(void (*)(void*), void*);
using scope_function = void();

template <class Function>
Function* find(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_DEFAULT, name));
}

struct note {
    int pipe[2];
    long thread;
};

void tell(void* of) {
    auto& mine = *static_cast<note*>(of);
    mine.thread = ::syscall(SYS_gettid);
    (void)!::write(mine.pipe[1], "", 1);
}

bool shares_our_thread(note& other) {
    char byte;
    (void)!::read(other.pipe[0], &byte, 1);
    return other.thread == ::syscall(SYS_gettid);
}

const char* in_words(bool yes) {
    return yes ? "yes" : "no";
}

} // namespace

int main() {
    note thread{};
    if (::pipe(thread.pipe) == -1) return 1;
    std::thread other(tell, &thread);
    std::printf("a thread shares main's: %s\n",
                in_words(shares_our_thread(thread)));
    other.join();

    auto* const go = find<start_function>("hooked_io_go");
    auto* const os_thread = find<start_function>("hooked_io_os_thread");
    auto* const hooks_off = find<scope_function>("hooked_io_hooks_off");
    auto* const hooks_on = find<scope_function>("hooked_io_hooks_on");
    if (!go || !os_thread || !hooks_off || !hooks_on) {
        std::puts("no hooks");
        return 0;
    }
    go(tell, &thread);
    std::printf("go() shares main's: %s\n",
                in_words(shares_our_thread(thread)));
    os_thread(tell, &thread);
    std::printf("os_thread() shares main's: %s\n",
                in_words(shares_our_thread(thread)));
    hooks_off();
    std::thread plain(tell, &thread);
    std::printf("a thread without hooks shares main's: %s\n",
                in_words(shares_our_thread(thread)));
    hooks_on();
    plain.join();
}
