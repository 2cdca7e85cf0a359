// Clients of the gateway: each asks for names and waits for the answers.
#pragma once

#include "03-epoll-reactor/load/load_run.h"

namespace net {

/// One question under way on each connection, no two for the same name.
class gateway_load final : public load_run {
public:
    using load_run::load_run;

private:
    class client;

    std::shared_ptr<load_client> make_client(std::size_t index,
                                             unique_fd socket) override;
    void describe(load_report& report) override;
};

/// What is wrong with the answer to `name`, as the kind of an error; nothing
/// if it reads "NAME is in CITY: WEATHER".
std::string gateway_answer_problem(std::string_view name,
                                   std::string_view answer);

} // namespace net
