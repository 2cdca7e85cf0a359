// Measures several things in turn, many times, and keeps the medians.
#pragma once

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cfenv>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace bench {

/// Counts this thread's instructions, where the kernel lets us.
class instruction_counter {
public:
    instruction_counter() {
        perf_event_attr what{};
        what.type = PERF_TYPE_HARDWARE;
        what.size = sizeof what;
        what.config = PERF_COUNT_HW_INSTRUCTIONS;
        what.exclude_kernel = 1;
        fd_ = static_cast<int>(
            ::syscall(SYS_perf_event_open, &what, 0, -1, -1, 0));
    }
    instruction_counter(const instruction_counter&) = delete;
    instruction_counter& operator=(const instruction_counter&) = delete;
    ~instruction_counter() {
        if (fd_ != -1) ::close(fd_);
    }

    bool works() const { return fd_ != -1; }
    std::uint64_t now() const {
        std::uint64_t count = 0;
        return ::read(fd_, &count, sizeof count) == sizeof count ? count : 0;
    }

private:
    int fd_ = -1;
};

/// What the figures are of, in a line.
inline std::string machine() {
    std::string processor = "some processor";
    std::ifstream lines("/proc/cpuinfo");
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("model name")) continue;
        processor = line.substr(line.find(": ") + 2);
        break;
    }
    utsname system{};
    ::uname(&system);
    return processor + ", " + std::to_string(::sysconf(_SC_NPROCESSORS_ONLN)) +
           " cores, " + system.sysname + " " + system.release + ", compiler " +
           __VERSION__;
}

/// Something that can be done `n` times.
struct contender {
    std::string name;
    std::size_t times; // in a round
    std::function<void(std::size_t n)> run;
    std::vector<double> nanoseconds{}; // of one time, in each round
    std::vector<double> instructions{};
};

inline double median(std::vector<double> of) {
    const auto middle = of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2);
    std::nth_element(of.begin(), middle, of.end());
    return *middle;
}

/// A machine's moods pass over all of them alike.
inline void measure(std::vector<contender>& all, int rounds) {
    const instruction_counter counter;
    for (int round = 0; round < rounds; ++round) {
        for (contender& each : all) {
            each.run(each.times / 10);         // into the caches
            std::feclearexcept(FE_ALL_EXCEPT); // nothing inexact so far
            const std::uint64_t count = counter.now();
            const auto begin = std::chrono::steady_clock::now();
            each.run(each.times);
            const std::chrono::duration<double, std::nano> took =
                std::chrono::steady_clock::now() - begin;
            const auto n = static_cast<double>(each.times);
            each.nanoseconds.push_back(took.count() / n);
            if (counter.works()) {
                each.instructions.push_back(
                    static_cast<double>(counter.now() - count) / n);
            }
        }
    }
}

} // namespace bench
