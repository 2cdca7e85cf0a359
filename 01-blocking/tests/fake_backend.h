// A backend that does what a test says, one connection after the other.
#pragma once

#include <sys/socket.h>

#include <functional>
#include <thread>
#include <vector>

#include "01-blocking/line_reader.h"
#include "01-blocking/socket.h"
#include "01-blocking/stream.h"

namespace net {

/// Serves the connections that come, each with the next of its scripts.
class fake_backend {
public:
    using script = std::function<void(int socket)>;

    explicit fake_backend(std::vector<script> scripts)
        : scripts_(std::move(scripts)), thread_([this] { serve(); }) {}
    fake_backend(const fake_backend&) = delete;
    fake_backend& operator=(const fake_backend&) = delete;
    ~fake_backend() {
        ::shutdown(listener_.get(), SHUT_RDWR); // wakes accept()
        thread_.join();
    }

    host_port address() const { return local_address(listener_.get()); }

    /// A script: reads a line before each answer, writes that as it stands,
    /// and waits at the end until the other side hangs up.
    static script answering(std::vector<std::string> answers) {
        return [answers = std::move(answers)](int socket) {
            line_reader lines(socket, 4096);
            std::error_code error;
            for (const std::string& answer : answers) {
                lines.read_line(error);
                if (!error) write_all(socket, answer, error);
            }
            await_hang_up(socket);
        };
    }

    static void await_hang_up(int socket) {
        char bytes[100];
        std::error_code error;
        while (!error) read_some(socket, bytes, error);
    }

private:
    void serve() {
        for (const script& next : scripts_) {
            std::error_code error;
            const unique_fd client = accept_client(listener_.get(), error);
            if (!client) return;
            next(client.get());
        }
    }

    const unique_fd listener_ = listen_on({"127.0.0.1", 0});
    const std::vector<script> scripts_;
    std::thread thread_;
};

} // namespace net
