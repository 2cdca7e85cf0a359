#include "03-epoll-reactor/reactor_server.h"

#include "03-epoll-reactor/acceptor.h"

namespace net {

/// The threads of all loops but the first.
class reactor_server::other_threads {
public:
    explicit other_threads(std::vector<std::unique_ptr<reactor>>& loops)
        : other_threads(&loops) { // if one cannot start, the others are ended
        for (std::size_t i = 1; i < loops_.size(); ++i) {
            threads_.emplace_back(
                [&loop = *loops_[i]] { loop.run_until_stopped(); });
        }
    }
    other_threads(const other_threads&) = delete;
    ~other_threads() {
        for (std::size_t i = 1; i < loops_.size(); ++i) loops_[i]->stop();
        for (std::thread& each : threads_) each.join();
    }

private:
    explicit other_threads(std::vector<std::unique_ptr<reactor>>* loops)
        : loops_(*loops) {}

    std::vector<std::unique_ptr<reactor>>& loops_;
    std::vector<std::thread> threads_;
};

reactor_server::reactor_server(const server_options& options,
                               const std::string& poller, trigger how)
    : options_(options) {
    for (unsigned i = 0; i < options.threads; ++i) {
        loops_.push_back(
            std::make_unique<reactor>(make_poller(poller, how), how));
    }
}

void reactor_server::run(const session& start) {
    reactor& first = *loops_.front();
    first.on_signal(SIGINT, [&] { first.stop(); });
    first.on_signal(SIGTERM, [&] { first.stop(); });
    acceptor door(first, {options_.host, options_.port}, [&](unique_fd client) {
        reactor& loop = next_loop();
        if (&loop == &first) {
            return start(loop, std::move(client));
        }
        // std::function copies, and a descriptor has one owner.
        loop.post([&start, &loop,
                   owner = std::make_shared<unique_fd>(std::move(client))] {
            start(loop, std::move(*owner));
        });
    });
    const other_threads others(loops_);
    announce(door.fd());
    first.run();
}

reactor& reactor_server::next_loop() {
    next_ = (next_ + 1) % loops_.size();
    return *loops_[next_];
}

} // namespace net
