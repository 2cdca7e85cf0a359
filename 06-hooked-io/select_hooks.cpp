// select(2) and pselect(2).

#include <sys/select.h>
#include <sys/time.h>

#include <array>
#include <chrono>
#include <cstring>
#include <vector>

#include "06-hooked-io/descriptor_facts.h"
#include "06-hooked-io/poll_set.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/worker.h"

using net::hooked_task_in_turn;
using net::real_call;

namespace {

bool is_open(int fd) {
    return net::facts_of(fd).kind() != net::descriptor_kind::unknown;
}

/// The three sets as they were given: each look begins with them, for what the
/// kernel finds it writes over them. They may be larger than an fd_set.
class given_sets {
public:
    given_sets(int count, fd_set* read, fd_set* write, fd_set* except)
        : count_(static_cast<std::size_t>(count)), sets_{read, write, except} {
        for (std::size_t i = 0; i < sets_.size(); ++i) {
            if (sets_[i] == nullptr) continue;
            copies_[i].resize((count_ + bits - 1) / bits);
            std::memcpy(copies_[i].data(), sets_[i], size_of(i));
        }
    }

    void give_again() {
        for (std::size_t i = 0; i < sets_.size(); ++i) {
            if (sets_[i] == nullptr) continue;
            std::memcpy(sets_[i], copies_[i].data(), size_of(i));
        }
    }

    /// For poll(2), which has an opinion on what is not open; here the kernel
    /// has passed over it.
    std::vector<pollfd> descriptors() const {
        constexpr std::array<short, 3> events = {POLLIN, POLLOUT, POLLPRI};
        std::vector<pollfd> all;
        for (std::size_t fd = 0; fd < count_; ++fd) {
            pollfd one{static_cast<int>(fd), 0, 0};
            for (std::size_t i = 0; i < sets_.size(); ++i) {
                if (has(i, fd)) one.events |= events[i];
            }
            if (one.events == 0 || !is_open(one.fd)) continue;
            all.push_back(one);
        }
        return all;
    }

private:
    static constexpr std::size_t bits = NFDBITS;

    std::size_t size_of(std::size_t i) const {
        return copies_[i].size() * sizeof(fd_mask);
    }
    bool has(std::size_t i, std::size_t fd) const {
        return sets_[i] != nullptr &&
               (copies_[i][fd / bits] >> (fd % bits) & 1) != 0;
    }

    const std::size_t count_;
    const std::array<fd_set*, 3> sets_;
    std::array<std::vector<fd_mask>, 3> copies_;
};

/// `look` is a select() that does not wait.
template <class Look>
int select_until(given_sets& sets, net::scheduler::time_point deadline,
                 const sigset_t* mask, Look look) {
    const int n = net::look_until(sets.descriptors(), deadline, mask, [&] {
        sets.give_again();
        return look();
    });
    if (n == -1) sets.give_again();
    return n;
}

/// What is left of the time, as select(2) tells it on Linux.
void tell_rest(timeval& time, net::scheduler::time_point deadline) {
    using namespace std::chrono;
    const auto left =
        duration_cast<microseconds>(deadline - net::scheduler::current().now());
    const auto rest = std::max(microseconds(0), left).count();
    time.tv_sec = rest / 1'000'000;
    time.tv_usec = rest % 1'000'000;
}

} // namespace

extern "C" {

int select(int count, fd_set* read, fd_set* write, fd_set* except,
           timeval* timeout) {
    static const auto real = real_call<decltype(::select)>("select");
    const bool is_bad =
        timeout && (timeout->tv_sec < 0 || timeout->tv_usec < 0);
    if (!hooked_task_in_turn() || count < 0 || is_bad) {
        return real(count, read, write, except, timeout);
    }
    timespec time{};
    if (timeout) {
        time.tv_sec = timeout->tv_sec + timeout->tv_usec / 1'000'000;
        time.tv_nsec = timeout->tv_usec % 1'000'000 * 1000;
    }
    const auto deadline = net::poll_deadline(timeout ? &time : nullptr);
    given_sets sets(count, read, write, except);
    const int n = select_until(sets, deadline, nullptr, [&] {
        timeval at_once{};
        return real(count, read, write, except, &at_once);
    });
    if (timeout) tell_rest(*timeout, deadline);
    return n;
}

int pselect(int count, fd_set* read, fd_set* write, fd_set* except,
            const timespec* timeout, const sigset_t* mask) {
    static const auto real = real_call<decltype(::pselect)>("pselect");
    if (!hooked_task_in_turn() || count < 0 || !net::is_timeout(timeout)) {
        return real(count, read, write, except, timeout, mask);
    }
    given_sets sets(count, read, write, except);
    return select_until(sets, net::poll_deadline(timeout), mask, [&] {
        constexpr timespec at_once{};
        return real(count, read, write, except, &at_once, nullptr);
    });
}

} // extern "C"
