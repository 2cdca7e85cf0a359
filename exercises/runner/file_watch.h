// Tells when a file has been saved: by inotify, or where there is none, by a
// look at it several times a second.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "01-blocking/unique_fd.h"
#include "03-epoll-reactor/reactor.h"

namespace course {

enum class watch_by { best, looking };

/// Calls `changed` from the loop each time the file's content has been
/// written, also by an editor that writes a new file and renames it.
/// Threads:  the reactor's
class file_watch {
public:
    file_watch(net::reactor& loop, std::filesystem::path file,
               std::function<void()> changed, watch_by how = watch_by::best);
    file_watch(const file_watch&) = delete;
    file_watch& operator=(const file_watch&) = delete;
    ~file_watch();

private:
    /// What a look at a file shows; two that are the same mean no change.
    struct state {
        std::filesystem::file_time_type written;
        std::uintmax_t size = 0;
        bool operator==(const state&) const = default;
    };

    bool ask_the_kernel();
    bool read_events(); // true if one of them is the file's
    void look_soon();
    std::optional<state> look() const;
    void tell_if_changed();

    net::reactor& loop_;
    const std::filesystem::path file_;
    const std::function<void()> changed_;
    std::optional<state> last_; // nothing: there was no file
    net::unique_fd events_;     // inotify's; empty: we look ourselves
    net::reactor::timer_id next_look_;
};

} // namespace course
