#include "06-hooked-io/tests/check.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace net {
namespace {

/// A wait is one that has been seen so many times in a row.
constexpr int enough = 3;

constexpr useconds_t pause = 1000; // microseconds

std::string name_of(int error) {
    const char* const name = ::strerrorname_np(error);
    return name == nullptr ? std::to_string(error) : name;
}

/// Past every hook: what is said must be right even when they are wrong.
void print(std::string_view what, std::string_view is) {
    const std::string line = std::string(what) + ": " + std::string(is) + "\n";
    (void)!::syscall(SYS_write, STDOUT_FILENO, line.data(), line.size());
}

/// True if that thread of ours sleeps. The one that asks does not, but under
/// the hooks both may be the same: then he who waits has left it to us.
/// Source:   proc_pid_stat(5)
bool is_asleep(int thread) {
    if (thread == ::gettid()) return true;
    const std::string path =
        "/proc/self/task/" + std::to_string(thread) + "/stat";
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    std::array<char, 256> bytes{};
    const ssize_t n = ::read(fd, bytes.data(), bytes.size());
    ::close(fd);
    const std::string_view line(bytes.data(),
                                n > 0 ? static_cast<std::size_t>(n) : 0);
    const std::size_t name_end = line.rfind(") ");
    return name_end != line.npos && line[name_end + 2] == 'S';
}

} // namespace

void transcript::call(std::string_view what, long long result) {
    print(what, result == -1 ? "-1 " + name_of(errno) : std::to_string(result));
}

void transcript::code(std::string_view what, int result) {
    print(what, name_of(result));
}

void transcript::fact(std::string_view what, bool holds) {
    print(what, holds ? "yes" : "no");
}

void transcript::text(std::string_view what, std::string_view is) {
    print(what, is);
}

constinit const check* check::latest_ = nullptr;

check::check(const char* name, body what)
    : name_(name), run_(what), next_(latest_) {
    latest_ = this;
}

const check* check::find(std::string_view name) {
    const check* one = latest_;
    while (one != nullptr && name != one->name_) one = one->next_;
    return one;
}

meanwhile::meanwhile(transcript& says, std::function<void()> act)
    : says_(says),
      act_(std::move(act)),
      waiting_(::gettid()),
      ran_(-1),
      thread_([this] { tick(); }) {
    while (ran_ == -1) ::usleep(pause); // a wait shall not be over before
}

meanwhile::~meanwhile() {
    is_over_ = true;
    thread_.join();
    says_.fact("others ran", ran_ > 0);
}

void meanwhile::tick() {
    // That a thread of the kernel's can run is the kernel's promise; a
    // coroutine beside one that waits must have been seen to.
    ran_ = ::gettid() == waiting_ ? 0 : 1;
    for (int in_a_row = 0; in_a_row < enough && !is_over_;) {
        in_a_row = is_asleep(waiting_) ? in_a_row + 1 : 0;
        if (in_a_row > 0 && !is_over_) ++ran_;
        ::usleep(pause);
    }
    act_();
}

timespec in_a_while(clockid_t clock) {
    timespec end{};
    ::clock_gettime(clock, &end);
    end.tv_nsec += 30'000'000;
    if (end.tv_nsec >= 1'000'000'000) {
        ++end.tv_sec;
        end.tv_nsec -= 1'000'000'000;
    }
    return end;
}

} // namespace net
