// A chat room under load: some talk, all listen, and everything is checked.
#pragma once

#include "03-epoll-reactor/load/chat_stream.h"
#include "03-epoll-reactor/load/load_run.h"

namespace net {

/// All clients join, and hear a marker that the first one sends: so everybody
/// is known to be in the room, and any history of an earlier run lies behind
/// them. Then the senders talk, each with options().pipeline messages of his
/// own at the most that have not come back to him, so nobody is overwhelmed.
class chat_load final : public load_run {
public:
    chat_load(const load_options& options, load_observer observer);

private:
    class client;

    std::shared_ptr<load_client> make_client(std::size_t index,
                                             unique_fd socket) override;
    void describe(load_report& report) override;
    void on_tick() override;

    const std::string marker_; // a frame that no other run has
    chat_stream stream_;
    std::uint64_t sent_ = 0; // bytes, by all senders
    std::string batch_;      // messages that leave in one write
};

} // namespace net
