#include "exercises/runner/file_watch.h"

#if __has_include(<sys/inotify.h>)
#include <sys/inotify.h>
#define HAVE_INOTIFY 1
#endif

#include <unistd.h>

#include <cstring>
#include <utility>

namespace course {

using namespace std::chrono_literals;

namespace {

constexpr auto pause_between_looks = 250ms;

} // namespace

file_watch::file_watch(net::reactor& loop, std::filesystem::path file,
                       std::function<void()> changed, watch_by how)
    : loop_(loop),
      file_(std::move(file)),
      changed_(std::move(changed)),
      last_(look()) {
    if (how == watch_by::looking || !ask_the_kernel()) look_soon();
}

file_watch::~file_watch() {
    if (events_) loop_.forget(events_.get());
    loop_.cancel(next_look_);
}

bool file_watch::ask_the_kernel() {
#ifdef HAVE_INOTIFY
    events_.reset(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    // The folder, not the file: many editors write a new file and give it the
    // old one's name. A watch on the file would stay with the old one.
    if (!events_ ||
        ::inotify_add_watch(events_.get(), file_.parent_path().c_str(),
                            IN_CLOSE_WRITE | IN_MOVED_TO) == -1) {
        events_.reset();
        return false;
    }
    loop_.watch(events_.get(), net::interest::readable, [this] {
        if (!read_events()) return;
        last_ = look();
        changed_(); // may destroy this
    });
    return true;
#else
    return false;
#endif
}

bool file_watch::read_events() {
    bool ours = false;
#ifdef HAVE_INOTIFY
    const std::span<char> room = loop_.scratch();
    ssize_t n = 0;
    while ((n = ::read(events_.get(), room.data(), room.size())) > 0) {
        // Each is a head, and behind it len bytes of name (inotify(7)).
        for (std::size_t at = 0; at < static_cast<std::size_t>(n);) {
            inotify_event head;
            std::memcpy(&head, &room[at], sizeof head);
            const char* const name = &room[at] + sizeof head;
            ours = ours || (head.len > 0 && file_.filename() == name);
            at += sizeof head + head.len;
        }
    }
#endif
    return ours;
}

void file_watch::look_soon() {
    next_look_ = loop_.call_after(pause_between_looks, [this] {
        look_soon();
        tell_if_changed(); // may destroy this
    });
}

std::optional<file_watch::state> file_watch::look() const {
    std::error_code error;
    const auto written = std::filesystem::last_write_time(file_, error);
    if (error) return std::nullopt;
    const std::uintmax_t size = std::filesystem::file_size(file_, error);
    if (error) return std::nullopt;
    return state{written, size};
}

void file_watch::tell_if_changed() {
    const std::optional<state> now = look();
    if (now == last_) return;
    last_ = now;
    if (now) changed_(); // between two names, there is no file for a moment
}

} // namespace course
