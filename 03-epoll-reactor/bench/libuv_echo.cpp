// libuv's echo, to be measured beside ours: what has come is written at once
// if the kernel takes it (uv_try_write), and kept by a request if not.
//
//   libuv_echo

#include <netinet/in.h>
#include <uv.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

struct writing {
    uv_write_t request; // first: a pointer to it is one to the writing
    std::string bytes;
};

void leave(uv_stream_t* client) {
    auto* const handle = reinterpret_cast<uv_handle_t*>(client);
    if (uv_is_closing(handle)) return;
    uv_close(handle, [](uv_handle_t* closed) {
        delete reinterpret_cast<uv_tcp_t*>(closed);
    });
}

void lend(uv_handle_t*, std::size_t, uv_buf_t* buffer) {
    static char bytes[64 * 1024]; // one for all: used up within on_read()
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

void on_read(uv_stream_t* client, ssize_t got, const uv_buf_t* buffer) {
    if (got == 0) return; // nothing to read after all
    if (got < 0) return leave(client);
    auto size = static_cast<unsigned>(got);
    uv_buf_t all = uv_buf_init(buffer->base, size);
    const int put = uv_try_write(client, &all, 1);
    if (put == got) return;
    const auto written = static_cast<std::size_t>(put > 0 ? put : 0);
    auto* const rest = new writing{{}, {all.base + written, size - written}};
    size = static_cast<unsigned>(rest->bytes.size());
    all = uv_buf_init(rest->bytes.data(), size);
    uv_read_stop(client); // who does not take need not send more
    const int status = uv_write(&rest->request, client, &all, 1,
                                [](uv_write_t* request, int failure) {
                                    uv_stream_t* const to = request->handle;
                                    delete reinterpret_cast<writing*>(request);
                                    if (failure != 0) return leave(to);
                                    uv_read_start(to, lend, on_read);
                                });
    if (status == 0) return;
    delete rest;
    leave(client);
}

void on_client(uv_stream_t* door, int status) {
    if (status != 0) return;
    auto* const client = new uv_tcp_t;
    uv_tcp_init(door->loop, client);
    auto* const stream = reinterpret_cast<uv_stream_t*>(client);
    if (uv_accept(door, stream) != 0) return leave(stream);
    uv_tcp_nodelay(client, 1);
    uv_read_start(stream, lend, on_read);
}

} // namespace

int main() {
    std::signal(SIGPIPE, SIG_IGN);
    uv_loop_t* const loop = uv_default_loop();
    uv_tcp_t door;
    uv_tcp_init(loop, &door);
    sockaddr_in address{};
    uv_ip4_addr("127.0.0.1", 0, &address);
    uv_tcp_bind(&door, reinterpret_cast<const sockaddr*>(&address), 0);
    auto* const stream = reinterpret_cast<uv_stream_t*>(&door);
    if (const int bad = uv_listen(stream, SOMAXCONN, on_client); bad != 0) {
        std::fprintf(stderr, "libuv_echo: %s\n", uv_strerror(bad));
        return 1;
    }
    int size = sizeof address;
    uv_tcp_getsockname(&door, reinterpret_cast<sockaddr*>(&address), &size);
    std::printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    uv_run(loop, UV_RUN_DEFAULT);
}
