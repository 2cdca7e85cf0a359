// What went wrong under load, and how often.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <system_error>

namespace net {

/// Errors counted by kind. A kind is a few words for people: "refused".
class error_counts {
public:
    void add(const std::string& kind, std::uint64_t times = 1);

    std::uint64_t total() const;
    const std::map<std::string, std::uint64_t>& by_kind() const {
        return kinds_;
    }

    /// "3 refused, 1 wrong bytes"; empty if there were none.
    std::string text() const;

private:
    std::map<std::string, std::uint64_t> kinds_;
};

/// The kind that a failed connect belongs to.
std::string connect_error_kind(const std::error_code& error);

} // namespace net
