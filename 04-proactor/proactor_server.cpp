#include "04-proactor/proactor_server.h"

#include <thread>
#include <utility>
#include <vector>

#include "01-blocking/socket.h"
#include "04-proactor/io_engine.h"

namespace net {

io_context& engine_choice::of(io_context& loop) const {
    if (option.chosen == "io_uring") detail::use_io_uring(loop);
    return loop; // whose first socket or timer makes a reactor otherwise
}

proactor_server::proactor_server(const server_options& options,
                                 const engine_choice& engine)
    : options_(options),
      loop_(options.threads == 1 ? 1 : 0),
      signals_(engine.of(loop_), SIGINT, SIGTERM),
      acceptor_(loop_),
      again_(loop_) {}

any_io_executor proactor_server::make_session_executor() {
    if (options_.threads == 1) return loop_.get_executor();
    if (shared_) return shared_;
    return make_strand(loop_);
}

void proactor_server::run(session start) {
    start_ = std::move(start);
    signals_.async_wait([this](std::error_code, int) { loop_.stop(); });
    const host_port address{options_.host, options_.port};
    const bool v6 = address.host.find(':') != std::string::npos;
    acceptor_.assign(v6 ? ip::tcp::v6() : ip::tcp::v4(),
                     listen_on(address).release());
    announce(acceptor_.native_handle());
    accept();

    // [lesson: run-threads]
    std::vector<std::jthread> threads; // joined at the end
    for (unsigned i = 1; i < options_.threads; ++i) {
        threads.emplace_back([this] { loop_.run(); });
    }
    loop_.run();
    // [end]
}

void proactor_server::accept() {
    acceptor_.async_accept(
        make_session_executor(),
        [this](std::error_code error, ip::tcp::socket client) {
            accepted(error, std::move(client));
        });
}

void proactor_server::accepted(std::error_code error, ip::tcp::socket client) {
    if (!error) start_(std::move(client));
    if (!out_of_resources(error)) return accept();
    // The client stays in the kernel's queue; to try again at once would be to
    // spin until somebody leaves.
    again_.expires_after(accept_pause);
    again_.async_wait([this](std::error_code) { accept(); });
}

void idle_watch::start(std::shared_ptr<void> owner) {
    if (timeout_.count() == 0) return;
    if (last_ == std::chrono::steady_clock::time_point()) note();
    timer_.expires_at(last_ + timeout_);
    timer_.async_wait([this, owner = std::move(owner)](std::error_code error) {
        if (error) return; // stopped
        if (paused_) note();
        if (std::chrono::steady_clock::now() < last_ + timeout_)
            return start(owner);
        std::error_code ignored;
        socket_.close(ignored); // its handlers come, with operation_aborted
    });
}

} // namespace net
