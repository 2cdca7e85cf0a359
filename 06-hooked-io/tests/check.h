// Small programs that say what they have seen. Each runs as it is, and under
// the hooks, and must say the same.
//
// To add one, write into the checks_*.cpp of its family
//
//     const check a_pipe("read_waits_for_a_pipe", [](transcript& says) {
//         const pipe_ends ends;
//         const meanwhile others(says, [&] { say(ends.in, "abc"); });
//
//         char bytes[8];
//         says.call("read", ::read(ends.out, bytes, sizeof bytes));
//     });
//
// and ctest knows it, as hooked_io:differential.read_waits_for_a_pipe. To see
// it by hand: `hooked_io_checks read_waits_for_a_pipe`, with LD_PRELOAD or not.
#pragma once

#include <time.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace net {

/// What a check says, a line at a time. A line holds nothing that differs from
/// one run to the next: no descriptor's number, no time, no port.
/// Threads:  one at a time
class transcript {
public:
    /// What a call gave, and its errno if that was -1: "read: -1 EAGAIN".
    void call(std::string_view what, long long result);

    /// What a pthread function gave: "join: 0", "join: EDEADLK".
    void code(std::string_view what, int result);

    /// "equal: yes"
    void fact(std::string_view what, bool holds);

    /// "bytes: abc"
    void text(std::string_view what, std::string_view is);
};

/// A check. Its object makes it known.
class check {
public:
    using body = void (*)(transcript& says);

    /// Shape:    `name` begins with its family's: "read_waits_for_a_pipe"
    /// Lifetime: the name is borrowed, for ever
    check(const char* name, body what);

    static const check* find(std::string_view name); // null: there is none
    static const check* first() { return latest_; }
    const check* next() const { return next_; }
    const char* name() const { return name_; }
    void run(transcript& says) const { run_(says); }

private:
    static const check* latest_;

    const char* const name_;
    const body run_;
    const check* const next_;
};

/// Another thread of the check. It goes on while the thread that has made it
/// waits; when that one has slept for a while, it calls `act`, which may end
/// the wait, and from then on says nothing more. A call that holds up more than
/// its own thread therefore never ends. The destructor waits for the end of it,
/// and says whether it could run.
class meanwhile {
public:
    explicit meanwhile(
        transcript& says, std::function<void()> act = [] {});
    meanwhile(const meanwhile&) = delete;
    meanwhile& operator=(const meanwhile&) = delete;
    ~meanwhile();

private:
    void tick();

    transcript& says_;
    const std::function<void()> act_;
    const int waiting_;        // the kernel's name of who waits
    std::atomic<int> ran_ = 0; // while he slept
    std::atomic<bool> is_over_ = false;
    std::thread thread_; // last: it uses the others
};

/// For waits that are to give up: what `clock` shows in 30 ms.
timespec in_a_while(clockid_t clock);

/// Measures, for the checks on time-outs.
class stopwatch {
public:
    bool shows_at_least(std::chrono::milliseconds time) const {
        return std::chrono::steady_clock::now() - begin_ >= time;
    }

private:
    const std::chrono::steady_clock::time_point begin_ =
        std::chrono::steady_clock::now();
};

} // namespace net
