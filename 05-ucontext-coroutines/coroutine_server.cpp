#include "05-ucontext-coroutines/coroutine_server.h"

#include <csignal>
#include <cstdio>
#include <thread>

#include "05-ucontext-coroutines/stack_overflow.h"

namespace net {

/// The threads of all schedulers but the first.
class coroutine_server::other_threads {
public:
    explicit other_threads(std::vector<std::unique_ptr<scheduler>>& all)
        : other_threads(&all) { // if one cannot start, the others are ended
        for (std::size_t i = 1; i < all_.size(); ++i) {
            threads_.emplace_back([&one = all_[i]] {
                const stack_overflow_report report;
                one->run_until_stopped();
                one.reset(); // its coroutines end on the thread they are of
            });
        }
    }
    other_threads(const other_threads&) = delete;
    ~other_threads() {
        // From its own thread: from here, stop() might still be at work in a
        // scheduler that has stopped and is gone.
        for (std::size_t i = 1; i < all_.size(); ++i) {
            all_[i]->post([&one = *all_[i]] { one.stop(); });
        }
        for (std::thread& each : threads_) each.join();
    }

private:
    explicit other_threads(std::vector<std::unique_ptr<scheduler>>* all)
        : all_(*all) {}

    std::vector<std::unique_ptr<scheduler>>& all_;
    std::vector<std::thread> threads_;
};

coroutine_server::coroutine_server(const server_options& options,
                                   const coroutine_choices& choices)
    : options_(options) {
    if (!choices.trace().empty()) trace_.emplace(choices.trace());
    scheduler_settings settings;
    settings.how = choices.how();
    settings.trace = trace_ ? &*trace_ : nullptr;
    for (unsigned i = 0; i < options.threads; ++i) {
        loops_.push_back(std::make_unique<reactor>());
        schedulers_.push_back(
            std::make_unique<scheduler>(*loops_.back(), settings));
    }
}

void coroutine_server::run(session serve) {
    const stack_overflow_report report;
    serve_ = std::move(serve);
    scheduler& first = *schedulers_.front();
    for (const int signal : {SIGINT, SIGTERM}) {
        first.loop().on_signal(signal, [&] { first.stop(); });
    }
    first.loop().on_signal(SIGQUIT, [&] { list_all(); });

    unique_fd door = listen_on({options_.host, options_.port});
    set_nonblocking(door.get());
    announce(door.get());
    first.spawn(
        [this, &door] {
            awaitable_fd awaitable_door(std::move(door));
            accept_clients(awaitable_door);
        },
        "acceptor");
    const other_threads others(schedulers_);
    first.run();
}

void coroutine_server::accept_clients(awaitable_fd& door) {
    for (int n = 1;; ++n) {
        std::error_code error;
        unique_fd client = accept(door, error);
        if (out_of_resources(error)) {
            door.owner().sleep_for(accept_pause); // others will leave
        } else if (error) {
            throw std::system_error(error, "accept");
        } else {
            hand_over(std::move(client));
        }
        if (n % most_accepts_a_turn == 0) door.owner().yield();
    }
}

void coroutine_server::hand_over(unique_fd client) {
    const unsigned number = ++clients_;
    scheduler& here = *schedulers_[number % schedulers_.size()];
    if (&here == schedulers_.front().get()) {
        return start(here, std::move(client), number);
    }
    // std::function copies, and a descriptor has one owner.
    here.post([this, &here, number,
               owner = std::make_shared<unique_fd>(std::move(client))] {
        start(here, std::move(*owner), number);
    });
}

void coroutine_server::start(scheduler& here, unique_fd client,
                             unsigned number) {
    try {
        here.spawn(
            [this, client = std::move(client)]() mutable {
                serve_or_turn_away(std::move(client));
            },
            "client " + std::to_string(number));
    } catch (const std::system_error&) {
        // There is no memory for another stack: this one client is refused.
    }
}

void coroutine_server::serve_or_turn_away(unique_fd client) {
    try {
        awaitable_fd awaitable_client(std::move(client));
        awaitable_client.set_timeout(options_.idle_timeout);
        serve_(awaitable_client);
    } catch (const std::system_error&) { // no memory for a second stack, say
    }
}

void coroutine_server::list_all() {
    for (const auto& each : schedulers_) {
        each->post([&here = *each] {
            std::fprintf(stderr, "%zu coroutines\n%s", here.size(),
                         here.list().c_str());
        });
    }
}

} // namespace net
