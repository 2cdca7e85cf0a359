// State Threads' echo, to be measured beside ours: a thread of the library's
// own for each client, and the code of chapter 01. They all run on one thread
// of the kernel.
//
//   st_echo [PORT]

#include <st.h>

#include <cstdio>
#include <cstdlib>

#include "01-blocking/socket.h"

namespace {

constexpr st_utime_t for_ever = ST_UTIME_NO_TIMEOUT;
constexpr int stack_size = 128 * 1024; // bytes

void* serve(void* argument) {
    const auto client = static_cast<st_netfd_t>(argument);
    char bytes[64 * 1024];
    ssize_t n = st_read(client, bytes, sizeof bytes, for_ever);
    while (n > 0) {
        const auto size = static_cast<std::size_t>(n);
        if (st_write(client, bytes, size, for_ever) != n) break;
        n = st_read(client, bytes, sizeof bytes, for_ever);
    }
    st_netfd_close(client);
    return nullptr;
}

} // namespace

int main(int argc, char** argv) {
    // epoll, where the library was built with it, which Debian's was not. Then
    // the first call does nothing; otherwise the second does nothing.
    st_set_eventsys(ST_EVENTSYS_ALT);
    st_set_eventsys(ST_EVENTSYS_POLL);
    if (st_init() == -1) {
        std::perror("st_init");
        return 1;
    }
    const int port = argc > 1 ? std::atoi(argv[1]) : 0;
    const net::unique_fd listener =
        net::listen_on({.port = static_cast<std::uint16_t>(port)});
    std::printf("listening on %s\n",
                net::to_string(net::local_address(listener.get())).c_str());
    std::fflush(stdout);
    const st_netfd_t door = st_netfd_open_socket(listener.get());
    for (;;) {
        const st_netfd_t client = st_accept(door, nullptr, nullptr, for_ever);
        if (client == nullptr) {
            st_usleep(10'000); // out of descriptors: some may come back
        } else if (st_thread_create(serve, client, 0, stack_size) == nullptr) {
            st_netfd_close(client);
        }
    }
}
