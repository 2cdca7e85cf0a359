// Writes down who ran when, for a browser to draw: Perfetto, chrome://tracing.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "01-blocking/unique_fd.h"

namespace net {

/// A file of Chrome trace events. Each task has a line of its own, and on it
/// slices of time: what it did, or waited for.
/// Source:   the Trace Event Format, "JSON array format"
/// Threads:  any
class trace_file {
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// Errors:   std::system_error "<path>: <reason>"
    explicit trace_file(const std::string& path);

    /// The same in two steps, for who wants to choose the descriptor.
    static unique_fd create(const std::string& path);
    explicit trace_file(unique_fd file);

    trace_file(const trace_file&) = delete;
    trace_file& operator=(const trace_file&) = delete;
    ~trace_file();

    void add_task(std::uint64_t task, std::string_view name);
    void add_slice(std::uint64_t task, std::string_view what, time_point begin,
                   time_point end);

    /// Ends the file. What comes later is left out.
    void finish();

private:
    void write(const std::string& event); // with the lock

    std::mutex mutex_;                 // guards all below
    std::optional<time_point> origin_; // the first event's
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
    bool is_empty_ = true;
};

} // namespace net
