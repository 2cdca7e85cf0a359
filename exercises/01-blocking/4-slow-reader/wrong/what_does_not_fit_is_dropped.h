// Wrong: what the kernel does not take at once is thrown away.
// Caught by: chat_room.keeps_everything_for_one_who_reads_late
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace answer {

using message = std::shared_ptr<const std::string>;

class chat_room {
public:
    explicit chat_room(std::size_t) {}

    void join(int socket) {
        const std::lock_guard lock(mutex_);
        members_[socket] = true;
    }

    void leave(int socket) {
        const std::lock_guard lock(mutex_);
        members_.erase(socket);
    }

    void deliver(std::string frame) {
        const std::lock_guard lock(mutex_);
        for (const auto& [socket, unused] : members_) {
            (void)!::send(socket, frame.data(), frame.size(), MSG_DONTWAIT);
        }
    }

private:
    std::mutex mutex_;
    std::map<int, bool> members_;
};

} // namespace answer
