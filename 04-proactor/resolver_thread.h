// The thread in which a context's resolvers wait for their answers.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "04-proactor/error.h"
#include "04-proactor/io_context.h"
#include "04-proactor/scheduler.h"

namespace net::detail {

/// Set when the look-ups of a resolver are not wanted any more.
using cancel_token = std::shared_ptr<std::atomic<bool>>;

/// A look-up, which is an operation of the context's once it has its answer.
class lookup : public operation {
public:
    std::error_code error;

    /// Finds the answer, and takes its time.
    void look() {
        if (*cancelled_) {
            error = error::operation_aborted;
        } else {
            look_(this);
        }
    }

protected:
    using look_function = void (*)(lookup* self);

    lookup(look_function how, function when_done, cancel_token token)
        : operation(when_done), look_(how), cancelled_(std::move(token)) {}

private:
    look_function look_;
    cancel_token cancelled_;
};

/// One thread, started with the first look-up: they wait in line.
class resolver_thread final : public execution_context::service {
public:
    explicit resolver_thread(execution_context& owner)
        : service(owner), scheduler_(use_service<scheduler>(owner)) {}
    ~resolver_thread() override;

    void start(lookup* one);

private:
    void shutdown() override;
    void run();

    scheduler& scheduler_;
    std::mutex mutex_; // guards all that follows
    std::condition_variable changed_;
    basic_operation_queue<lookup> waiting_;
    bool stopped_ = false;
    std::thread thread_;
};

} // namespace net::detail
