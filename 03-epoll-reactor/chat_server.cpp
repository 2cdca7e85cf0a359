// A chat room: what one client sends, all get.

#include "01-blocking/server_options.h"
#include "03-epoll-reactor/chat_room.h"
#include "03-epoll-reactor/chat_session.h"
#include "03-epoll-reactor/reactor_server.h"

int main(int argc, char** argv) {
    net::poller_choices choices;
    const net::server_options options =
        net::parse_server_options(argc, argv, {.port = 7002}, choices.options);
    return net::run_server(argv[0], [&] {
        net::reactor_server server(options, choices.poller(), choices.how());
        net::chat_room room(server.loops());
        server.run([&](net::reactor& loop, net::unique_fd client) {
            const auto session = std::make_shared<net::chat_session>(
                loop, std::move(client), room, options.max_backlog);
            session->start(options.idle_timeout);
            if (!session->is_open()) return;
            room.join(loop, *session);
            session->flush(); // the history
        });
    });
}
