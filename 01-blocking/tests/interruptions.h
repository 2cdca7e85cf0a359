// Signals that come again and again, to interrupt whoever waits.
#pragma once

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace net {

/// Interrupts the thread that made it, from construction to destruction: one
/// signal alone could come before the call that it is meant for.
class interruptions {
public:
    interruptions() {
        handled_ = 0;
        struct sigaction action {};
        action.sa_handler = [](int) { ++handled_; }; // and no SA_RESTART
        ::sigaction(SIGUSR1, &action, &previous_);
        sender_ = std::thread([this, target = ::pthread_self()] {
            while (!done_) {
                ::pthread_kill(target, SIGUSR1);
                // So that the other gets on with its work in between.
                std::this_thread::sleep_for(std::chrono::microseconds(200));
            }
        });
    }
    interruptions(const interruptions&) = delete;
    interruptions& operator=(const interruptions&) = delete;
    ~interruptions() {
        done_ = true;
        sender_.join();
        ::sigaction(SIGUSR1, &previous_, nullptr);
    }

    /// For other threads: returns once `more` signals have been handled.
    void await(int more) const {
        const int enough = handled_ + more;
        while (handled_ < enough) std::this_thread::yield();
    }

private:
    // A handler is given nothing but the signal's number.
    inline static std::atomic<int> handled_ = 0;

    struct sigaction previous_;
    std::atomic<bool> done_ = false;
    std::thread sender_;
};

} // namespace net
