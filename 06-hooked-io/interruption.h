// How a signal ends a coroutine's wait: with EINTR, as signal(7) says.
#pragma once

#include <csignal>
#include <cstdint>

namespace net {

struct hooked_thread;

/// A set of signals; signal 1 is the lowest bit.
using signal_bits = std::uint64_t;

constexpr signal_bits bit_of(int signal) {
    return signal_bits{1} << (signal - 1);
}

/// What a handler that has run meanwhile means for a wait: nothing; that it
/// goes on, for the handler has SA_RESTART; that it fails with EINTR. Some
/// calls never go on: poll(), the sleeps, and a read with a time-out.
enum class interruption { none, restarts, fails };

/// To be asked after each park: why it has ended. First the running thread
/// calls the handlers of what pthread_kill() has sent it; and if it has been
/// cancelled, it does not return from here.
interruption take_interruption();

/// The same, for waits that are no cancellation points: those for locks.
void take_signals();

/// Has somebody called pthread_cancel() for the running thread?
bool is_cancelled();
void end_if_cancelled();

/// Sends `signal` to a coroutine. One that waits is woken.
/// Threads:  any
void send_signal(hooked_thread& to, int signal);

/// Wakes it if it waits, to look at what has changed.
/// Threads:  any
void end_wait(hooked_thread& one);

/// How many handlers have run, in all coroutines.
unsigned signals_handled();

/// Tells the waits which it ends, of each signal whose handler has run.
/// Threads:  a worker's, outside of any coroutine
void tell_of_signals();

/// For the handlers that were there before us: sigaction(2), but it runs
/// between two notes, and tells the waits.
int set_action(int signal, const struct sigaction* action,
               struct sigaction* before);

/// In a signal's handler almost nothing may be called.
bool is_in_signal_handler();

/// A handler leaves with longjmp(): what it has interrupted goes on elsewhere.
void note_jump();

} // namespace net
