// A program that gets stuck in a way of one's choice. It knows nothing of the
// hooks.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <thread>

// With a name that a stack can show: not in an anonymous namespace, and not
// within another function.

std::mutex first;
std::mutex second;

/// Two threads that hold what the other one wants.
[[gnu::noinline]] void lock_crosswise() {
    first.lock();
    std::thread other([] {
        second.lock();
        first.lock();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    second.lock();
    other.join();
}

/// One waits for another, who waits for the clock.
[[gnu::noinline]] void join_a_sleeper() {
    std::thread([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(1300));
    }).join();
}

/// As a program does that wants to know what is open.
[[gnu::noinline]] void close_all_and_sleep() {
    const long most = ::sysconf(_SC_OPEN_MAX);
    for (int fd = 3; fd < most; ++fd) ::close(fd);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

/// No hook knows tee(2), and nobody writes.
[[gnu::noinline]] void wait_for_tee() {
    int from[2];
    int to[2];
    if (::pipe(from) == -1 || ::pipe(to) == -1) return;
    (void)!::tee(from[0], to[1], 1, 0); // for ever
}

/// For a byte that nobody writes, while another thread waits for the clock.
[[gnu::noinline]] void wait_for_pipe() {
    int ends[2];
    if (::pipe(ends) == -1) return;
    std::thread([] {
        std::puts("waits"); // as main() does already
        std::fflush(stdout);
        ::sleep(60);
    }).detach();
    char byte;
    (void)!::read(ends[0], &byte, 1);
}

int main(int, char** argv) {
    const std::string_view way = argv[1];
    if (way == "lock") lock_crosswise();
    if (way == "join") join_a_sleeper();
    if (way == "close") close_all_and_sleep();
    if (way == "tee") wait_for_tee();
    if (way == "pipe") wait_for_pipe();
}
