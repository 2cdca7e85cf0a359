// Echo under load: bytes out, the same bytes back, as often as it can be.
#pragma once

#include "03-epoll-reactor/load/load_run.h"
#include "03-epoll-reactor/load/pattern.h"

namespace net {

/// Each connection keeps options().pipeline requests under way. One request
/// before the measuring makes sure that the server has accepted it: a connect
/// succeeds as soon as the kernel has put it into the queue.
class echo_load final : public load_run {
public:
    using load_run::load_run;

private:
    class client;

    std::shared_ptr<load_client> make_client(std::size_t index,
                                             unique_fd socket) override;
    void describe(load_report& report) override;

    const pattern pattern_;
};

} // namespace net
