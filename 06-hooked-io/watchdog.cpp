#include "06-hooked-io/watchdog.h"

#include <execinfo.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/program_place.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/settings.h"
#include "06-hooked-io/worker.h"

namespace net {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds between_looks(100);
constexpr std::uintptr_t room_of_scheduler = 64 * 1024; // bytes of its stack

/// A worker's thread, as the kernel knows it.
struct watched {
    long id;                  // gettid(2)
    std::uintptr_t own_stack; // where its scheduler stands
    std::string last_look;    // what the kernel said of it
};

constinit std::mutex watched_mutex; // guards the list
std::vector<watched>& all_watched() {
    static auto* const all = new std::vector<watched>;
    return *all;
}

constexpr int of_handler = 2; // frames: itself, and the kernel's call of it

/// A thread's answer to SIGURG: its stack. One is asked at a time.
struct answer {
    std::array<void*, 64> frames;
    int size = 0;
    std::atomic<bool> is_there = false;
};
answer stack_of_blocked;

void on_question(int) {
    const int before = errno;
    stack_of_blocked.size =
        ::backtrace(stack_of_blocked.frames.data(),
                    static_cast<int>(stack_of_blocked.frames.size()));
    stack_of_blocked.is_there = true;
    errno = before;
}

std::string text_of(long id, const char* file) {
    std::ifstream of("/proc/self/task/" + std::to_string(id) + "/" + file);
    std::string line;
    std::getline(of, line);
    return line;
}

/// A system call that a thread sleeps in; see proc(5), /proc/pid/syscall.
struct sleeping {
    long number;
    std::uintptr_t stack;
    std::uintptr_t code;
};

std::optional<sleeping> parse(const std::string& line) {
    std::istringstream words(line);
    sleeping it{};
    if (!(words >> it.number) || it.number < 0) return std::nullopt; // it runs
    std::string word;
    for (int i = 0; i < 6; ++i) words >> word; // the arguments
    words >> std::hex;
    std::string stack;
    std::string code;
    if (!(words >> stack >> code)) return std::nullopt;
    it.stack = std::strtoull(stack.c_str(), nullptr, 16);
    it.code = std::strtoull(code.c_str(), nullptr, 16);
    return it;
}

/// That is the scheduler's own wait, and as it should be.
bool is_on_own_stack(const watched& one, const sleeping& it) {
    return it.stack <= one.own_stack &&
           one.own_stack - it.stack < room_of_scheduler;
}

void ask_for_stack(long id) {
    stack_of_blocked.size = 0;
    stack_of_blocked.is_there = false;
    ::syscall(SYS_tgkill, ::getpid(), id, SIGURG);
    for (int i = 0; i < 100 && !stack_of_blocked.is_there; ++i) {
        std::this_thread::sleep_for(milliseconds(1));
    }
}

/// Asks each stack once, and tells of each place once.
bool is_new(const watched& one, const sleeping& it) {
    static auto* const asked = new std::set<std::uintptr_t>;
    static auto* const told = new std::set<std::pair<void*, void*>>;
    if (!asked->insert(it.code ^ it.stack).second) return false;
    ask_for_stack(one.id);
    const auto& frames = stack_of_blocked.frames;
    if (stack_of_blocked.size < of_handler + 2) return true;
    return told->emplace(frames[of_handler], frames[of_handler + 1]).second;
}

void report(const watched& one, const sleeping& it) {
    const auto* const code = reinterpret_cast<const void*>(it.code);
    std::string text = "hooked_io: thread " + std::to_string(one.id) +
                       " and all its coroutines wait in " + name_of_code(code) +
                       " (system call " + std::to_string(it.number) +
                       "), which is not hooked\n";
    if (!stack_of_blocked.is_there) text += "    it does not show its stack\n";
    for (int i = of_handler; i < stack_of_blocked.size; ++i) {
        const void* const at =
            stack_of_blocked.frames[static_cast<std::size_t>(i)];
        if (is_in_library(at, "libhooked_io.so")) break; // the scheduler
        text += "    " + name_of_code(at) + "\n";
    }
    std::fputs(text.c_str(), stderr);
}

void look_at(watched& one) {
    const std::string call = text_of(one.id, "syscall");
    // Its third number counts how often the thread has run.
    const std::string now = call + text_of(one.id, "schedstat");
    const bool has_not_run = now == std::exchange(one.last_look, now);
    const std::optional<sleeping> it = parse(call);
    if (!has_not_run || !it || is_on_own_stack(one, *it)) return;
    if (is_new(one, *it)) report(one, *it);
}

[[noreturn]] void watch(void*) {
    for (;;) {
        std::this_thread::sleep_for(between_looks);
        const std::lock_guard lock(watched_mutex);
        for (watched& each : all_watched()) look_at(each);
    }
}

constinit std::atomic<std::size_t> threads = 0;

} // namespace

void start_watchdog() {
    if (!settings().warns) return;
    void* frame = nullptr;
    ::backtrace(&frame, 1); // loads the unwinder, which a handler must not
    struct sigaction action {};
    action.sa_handler = on_question;
    action.sa_flags = SA_RESTART;
    real_call<decltype(::sigaction)>("sigaction")(SIGURG, &action, nullptr);
    start_os_thread(watch, nullptr);
    ++threads;
}

std::size_t watchdog_threads() {
    return threads;
}

watched_worker::watched_worker() {
    sigset_t question;
    ::sigemptyset(&question);
    ::sigaddset(&question, SIGURG); // other threads are kept from signals
    real_call<decltype(::pthread_sigmask)>("pthread_sigmask")(
        SIG_UNBLOCK, &question, nullptr);
    const std::lock_guard lock(watched_mutex);
    all_watched().push_back(
        {::syscall(SYS_gettid), reinterpret_cast<std::uintptr_t>(this), ""});
}

watched_worker::~watched_worker() {
    const std::lock_guard lock(watched_mutex);
    std::erase_if(all_watched(), [](const watched& each) {
        return each.id == ::syscall(SYS_gettid);
    });
}

} // namespace net
