// Connections that are held and do nothing: what do they cost the server?
#pragma once

#include "03-epoll-reactor/load/load_run.h"
#include "03-epoll-reactor/load/pattern.h"

namespace net {

/// Opens and holds. With options().echo_check, each connection exchanges one
/// request before, so that the server has accepted it for certain, and one
/// after, so that it still works for certain.
class idle_load final : public load_run {
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
