// What a program has said about each signal: sigaction(2), as we keep it.
#pragma once

#include <csignal>

#include "06-hooked-io/interruption.h"

namespace net {

/// A program's own handler, behind the one that the kernel calls.
struct signal_action {
    void (*handler)(int, siginfo_t*, void*) = nullptr; // null: none
    int flags = 0;
    signal_bits mask = 0;

    bool is_handler() const { return handler != nullptr; }
    bool restarts() const { return (flags & SA_RESTART) != 0; }
    void call(int signal, siginfo_t* info, void* context) const;
};

/// Threads:  any, and signal handlers
signal_action action_of(int signal);
void keep_action(int signal, const struct sigaction& action);

/// False if the kernel does what there is to do.
bool is_handler(const struct sigaction& action);

} // namespace net
