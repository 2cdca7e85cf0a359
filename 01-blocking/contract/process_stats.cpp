#include "01-blocking/contract/process_stats.h"

#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace net {
namespace {

namespace fs = std::filesystem;

struct process {
    fs::path folder; // "/proc/<pid>"
    long ticks = 0;  // processor time, its own and its dead children's
};

/// One process as its `stat` describes it.
/// Shape:    false if it has ended in the meantime
bool read_process(const fs::path& folder, process& result) {
    std::ifstream file(folder / "stat");
    std::string line;
    if (!std::getline(file, line)) return false;
    // The second field is the name in parentheses, and may itself contain
    // spaces and parentheses: count from the last one.
    std::istringstream fields(line.substr(line.rfind(')') + 1));
    std::string skipped;
    for (int field = 3; field < 14; ++field) fields >> skipped;
    result.folder = folder;
    for (int field = 14; field <= 17; ++field) {
        long ticks = 0;
        fields >> ticks;
        result.ticks += ticks;
    }
    return true;
}

std::vector<process> members(pid_t group) {
    std::vector<process> result;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        const char* const end = name.data() + name.size();
        pid_t pid = 0;
        if (std::from_chars(name.data(), end, pid).ptr != end) continue;
        // Asked first: to read the stat of all processes there are, many times
        // a second, would keep a core busy.
        if (::getpgid(pid) != group) continue;
        process member;
        if (read_process(entry.path(), member)) result.push_back(member);
    }
    return result;
}

} // namespace

std::size_t open_descriptors(pid_t group) {
    std::size_t count = 0;
    for (const process& member : members(group)) {
        std::error_code gone;
        fs::directory_iterator entry(member.folder / "fd", gone);
        while (!gone && entry != fs::directory_iterator()) {
            ++count;
            entry.increment(gone);
        }
    }
    return count;
}

std::size_t memory_in_use(pid_t group) {
    std::size_t kibibytes = 0;
    for (const process& member : members(group)) {
        std::ifstream file(member.folder / "smaps_rollup");
        std::string line;
        while (std::getline(file, line)) {
            // Pss: a page that n processes share counts 1/n for each.
            if (!line.starts_with("Pss:")) continue;
            kibibytes += std::stoul(line.substr(4));
            break;
        }
    }
    return kibibytes * 1024;
}

std::chrono::milliseconds processor_time(pid_t group) {
    long ticks = 0;
    for (const process& member : members(group)) ticks += member.ticks;
    return std::chrono::milliseconds(ticks * 1000 / ::sysconf(_SC_CLK_TCK));
}

std::chrono::milliseconds runnable_time(pid_t group) {
    long nanoseconds = 0;
    for (const process& member : members(group)) {
        std::error_code gone;
        fs::directory_iterator thread(member.folder / "task", gone);
        while (!gone && thread != fs::directory_iterator()) {
            std::ifstream file(thread->path() / "schedstat");
            long ran = 0;
            long waited = 0;
            if (file >> ran >> waited) nanoseconds += ran + waited;
            thread.increment(gone);
        }
    }
    return std::chrono::milliseconds(nanoseconds / 1'000'000);
}

} // namespace net
