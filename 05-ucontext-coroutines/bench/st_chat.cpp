// State Threads' chat, to be measured beside ours: two threads of the library's
// own for each client, one that reads and one that writes all that waits. They
// all run on one thread of the kernel, and one runs until it waits, so nothing
// is locked. The log is chapter 02's.
//
//   st_chat [PORT]

#include <st.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <set>
#include <string>

#include "01-blocking/socket.h"
#include "02-select-poll/chat_log.h"

namespace {

constexpr st_utime_t for_ever = ST_UTIME_NO_TIMEOUT;
constexpr std::size_t most_unwritten = 1024 * 1024; // bytes

struct client {
    st_netfd_t socket = nullptr;
    st_cond_t news = st_cond_new();        // waiting is not empty
    std::deque<net::shared_bytes> waiting; // some of it is being written
    std::size_t unwritten = 0;             // bytes, of all in it
};

net::chat_log chat;
std::set<client*> members;

void deliver(client& to, net::shared_bytes bytes) {
    to.unwritten += bytes->size();
    to.waiting.push_back(std::move(bytes));
    st_cond_signal(to.news);
    // Both of its threads find the end then.
    if (to.unwritten > most_unwritten) {
        ::shutdown(st_netfd_fileno(to.socket), SHUT_RDWR);
    }
}

void distribute() {
    const net::shared_bytes news = chat.take_news();
    if (!news) return;
    for (client* each : members) deliver(*each, news);
}

/// Writes until it is interrupted, or the client has gone.
void* write(void* argument) {
    client& to = *static_cast<client*>(argument);
    for (;;) {
        while (to.waiting.empty()) {
            if (st_cond_wait(to.news) == -1) return nullptr;
        }
        std::array<iovec, 64> pieces;
        std::size_t count = 0;
        for (const net::shared_bytes& each : to.waiting) {
            if (count == pieces.size()) break;
            pieces[count++] = {const_cast<char*>(each->data()), each->size()};
        }
        const ssize_t put = st_writev(to.socket, pieces.data(),
                                      static_cast<int>(count), for_ever);
        if (put == -1) {
            ::shutdown(st_netfd_fileno(to.socket), SHUT_RDWR);
            return nullptr;
        }
        const auto first = to.waiting.begin();
        to.waiting.erase(first, first + static_cast<std::ptrdiff_t>(count));
        to.unwritten -= static_cast<std::size_t>(put);
    }
}

void read(client& from) {
    static char bytes[64 * 1024]; // one for all: used up before one waits
    std::string inbox;            // the beginning of a frame, or nothing
    std::error_code error;
    while (!error) {
        const ssize_t got = st_read(from.socket, bytes, sizeof bytes, for_ever);
        if (got <= 0) return;
        inbox.append(bytes, static_cast<std::size_t>(got));
        inbox.erase(0, chat.append_frames(inbox, error));
        distribute();
    }
}

void* serve(void* argument) {
    client one;
    one.socket = static_cast<st_netfd_t>(argument);
    const st_thread_t writer = st_thread_create(write, &one, 1, 0);
    chat.for_each_past([&](const net::shared_bytes&, std::string_view frame) {
        deliver(one, std::make_shared<const std::string>(frame));
    });
    members.insert(&one);
    if (writer != nullptr) read(one);
    members.erase(&one);
    if (writer != nullptr) {
        st_thread_interrupt(writer);
        st_thread_join(writer, nullptr);
    }
    st_cond_destroy(one.news);
    st_netfd_close(one.socket);
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
        const st_netfd_t guest = st_accept(door, nullptr, nullptr, for_ever);
        if (guest == nullptr) {
            st_usleep(10'000); // out of descriptors: some may come back
        } else if (st_thread_create(serve, guest, 0, 0) == nullptr) {
            st_netfd_close(guest);
        }
    }
}
