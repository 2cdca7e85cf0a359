#include "03-epoll-reactor/load/tour/thread_count.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace net {
namespace {

constexpr int threads_field = 20; // the first one has the number 1

/// Shape:    0 if the process has ended meanwhile, or is of another group
std::size_t threads_of(const std::filesystem::path& folder, pid_t group) {
    std::ifstream file(folder / "stat");
    std::string line;
    std::getline(file, line);
    const std::size_t name_end = line.rfind(')'); // the name may have spaces
    if (name_end == line.npos) return 0;
    std::istringstream fields(line.substr(name_end + 1));
    std::string state;
    pid_t parent = 0;
    pid_t its_group = 0;
    fields >> state >> parent >> its_group; // 3, 4, 5
    if (its_group != group || state == "Z") return 0;
    std::size_t value = 0;
    std::string skipped;
    for (int field = 6; field < threads_field; ++field) fields >> skipped;
    fields >> value;
    return value;
}

} // namespace

std::size_t thread_count(pid_t group) {
    std::size_t sum = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != name.npos) continue;
        sum += threads_of(entry.path(), group);
    }
    return sum;
}

} // namespace net
