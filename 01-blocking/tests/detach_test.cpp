// What happens to a thread that is detached late. This program has a
// pthread_detach() of its own, so that it is late every time.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>

#include "01-blocking/client_threads.h"
#include "01-blocking/socket.h"
#include "01-blocking/tests/tcp.h"

namespace {

std::atomic<bool> has_ended = false; // the thread
std::atomic<bool> was_too_late = false;

struct last_word {
    ~last_word() { has_ended = true; }
};

} // namespace

/// As libc's, but the thread has 100 ms to end before.
extern "C" int pthread_detach(pthread_t thread) {
    for (int i = 0; i < 100 && !has_ended; ++i) ::usleep(1'000);
    was_too_late = has_ended.load();
    const auto real = reinterpret_cast<decltype(&::pthread_detach)>(
        ::dlsym(RTLD_NEXT, "pthread_detach"));
    return real(thread);
}

TEST(client_threads, do_not_end_before_they_are_detached) {
    net::client_threads threads([](int) { thread_local last_word said; });
    auto [server, client] = net::connected_pair();

    threads.start(std::move(server));

    EXPECT_FALSE(was_too_late);
    EXPECT_TRUE(net::at_end(client.get()));
}
