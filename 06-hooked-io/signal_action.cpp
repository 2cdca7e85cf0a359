#include "06-hooked-io/signal_action.h"

#include <array>
#include <atomic>

#include "06-hooked-io/signal_mask.h"

namespace net {
namespace {

/// A handler may come in the middle of a change, so each word is one.
struct kept {
    std::atomic<void (*)(int, siginfo_t*, void*)> handler = nullptr;
    std::atomic<int> flags = 0;
    std::atomic<signal_bits> mask = 0;
};

constinit std::array<kept, 65> actions{};

} // namespace

void signal_action::call(int signal, siginfo_t* info, void* context) const {
    if (flags & static_cast<int>(SA_RESETHAND)) {
        actions[static_cast<std::size_t>(signal)].handler = nullptr;
    }
    if (flags & SA_SIGINFO) return handler(signal, info, context);
    reinterpret_cast<void (*)(int)>(reinterpret_cast<void*>(handler))(signal);
}

signal_action action_of(int signal) {
    const kept& one = actions[static_cast<std::size_t>(signal)];
    return {one.handler, one.flags, one.mask};
}

void keep_action(int signal, const struct sigaction& action) {
    kept& one = actions[static_cast<std::size_t>(signal)];
    one.handler = action.sa_sigaction;
    one.flags = action.sa_flags;
    one.mask = to_bits(action.sa_mask);
}

bool is_handler(const struct sigaction& action) {
    return action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN;
}

} // namespace net
