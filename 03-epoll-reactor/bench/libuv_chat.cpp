// libuv's chat, to be measured beside ours: a check handle, which runs when
// the loop has called all who were ready, hands out what they have said. A
// client gets it at once if the kernel takes it (uv_try_write), and by a
// request if not. The log is chapter 02's.
//
//   libuv_chat [PORT]

#include <netinet/in.h>
#include <uv.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>

#include "02-select-poll/chat_log.h"

namespace {

constexpr std::size_t most_unwritten = 1024 * 1024; // bytes

struct client {
    uv_tcp_t socket;   // first: a pointer to it is one to the client
    std::string inbox; // the beginning of a frame, or nothing
};

struct writing {
    uv_write_t request; // first, as above
    net::shared_bytes bytes;
};

net::chat_log chat;
std::set<uv_stream_t*> members;

void leave(uv_stream_t* one) {
    if (members.erase(one) == 0) return;
    uv_close(reinterpret_cast<uv_handle_t*>(one), [](uv_handle_t* closed) {
        delete reinterpret_cast<client*>(closed);
    });
}

void on_written(uv_write_t* request, int failure) {
    uv_stream_t* const to = request->handle;
    delete reinterpret_cast<writing*>(request);
    if (failure != 0) leave(to);
}

void write(uv_stream_t* one, const net::shared_bytes& bytes) {
    auto size = static_cast<unsigned>(bytes->size());
    uv_buf_t rest = uv_buf_init(const_cast<char*>(bytes->data()), size);
    const int put = uv_try_write(one, &rest, 1); // none while others wait
    const auto written = static_cast<unsigned>(put > 0 ? put : 0);
    if (written == size) return;
    rest = uv_buf_init(rest.base + written, size - written);
    auto* const later = new writing{{}, bytes};
    const int status = uv_write(&later->request, one, &rest, 1, on_written);
    if (status != 0) delete later;
    if (status != 0 || uv_stream_get_write_queue_size(one) > most_unwritten) {
        leave(one);
    }
}

void lend(uv_handle_t*, std::size_t, uv_buf_t* buffer) {
    static char bytes[64 * 1024]; // one for all: used up within on_read()
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

void on_read(uv_stream_t* from, ssize_t got, const uv_buf_t* buffer) {
    if (got == 0) return; // nothing to read after all
    if (got < 0) return leave(from);
    std::string& inbox = reinterpret_cast<client*>(from)->inbox;
    inbox.append(buffer->base, static_cast<std::size_t>(got));
    std::error_code error;
    inbox.erase(0, chat.append_frames(inbox, error));
    if (error) leave(from);
}

void on_turn_end(uv_check_t*) {
    const net::shared_bytes news = chat.take_news();
    if (!news) return;
    for (auto at = members.begin(); at != members.end();) {
        write(*at++, news); // moved on first, for this one may leave
    }
}

void on_client(uv_stream_t* door, int status) {
    if (status != 0) return;
    auto* const one = new client;
    uv_tcp_init(door->loop, &one->socket);
    auto* const stream = reinterpret_cast<uv_stream_t*>(&one->socket);
    members.insert(stream);
    if (uv_accept(door, stream) != 0) return leave(stream);
    uv_tcp_nodelay(&one->socket, 1);
    uv_read_start(stream, lend, on_read);
    std::string history;
    chat.for_each_past([&](const net::shared_bytes&, std::string_view frame) {
        history += frame;
    });
    if (history.empty()) return;
    write(stream, std::make_shared<const std::string>(std::move(history)));
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    uv_loop_t* const loop = uv_default_loop();
    uv_tcp_t door;
    uv_tcp_init(loop, &door);
    sockaddr_in address{};
    uv_ip4_addr("127.0.0.1", argc > 1 ? std::atoi(argv[1]) : 0, &address);
    uv_tcp_bind(&door, reinterpret_cast<const sockaddr*>(&address), 0);
    auto* const stream = reinterpret_cast<uv_stream_t*>(&door);
    if (const int bad = uv_listen(stream, SOMAXCONN, on_client); bad != 0) {
        std::fprintf(stderr, "libuv_chat: %s\n", uv_strerror(bad));
        return 1;
    }
    int size = sizeof address;
    uv_tcp_getsockname(&door, reinterpret_cast<sockaddr*>(&address), &size);
    std::printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    uv_check_t turn_end;
    uv_check_init(loop, &turn_end);
    uv_check_start(&turn_end, on_turn_end);
    uv_run(loop, UV_RUN_DEFAULT);
}
