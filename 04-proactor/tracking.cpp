#include "04-proactor/tracking.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace net::detail::tracking {
namespace {

std::atomic<std::uint64_t> last_id{0};
thread_local std::uint64_t running = 0; // the innermost handler's id
thread_local const location* innermost = nullptr;

/// One line, in one write(2): the lines of several threads do not mix.
template <class... Arguments>
void write_line(const char* format, Arguments... arguments) {
    using namespace std::chrono;
    const auto now =
        duration_cast<microseconds>(system_clock::now().time_since_epoch());
    char line[512];
    const int size = std::snprintf(
        line, sizeof line, format,
        static_cast<long long>(now.count() / 1000000),
        static_cast<long long>(now.count() % 1000000), arguments...);
    if (size <= 0) return;
    const auto length =
        std::min<std::size_t>(static_cast<std::size_t>(size), sizeof line - 1);
    (void)!::write(STDERR_FILENO, line, length);
}

} // namespace

const bool is_on = std::getenv("NET_HANDLER_TRACKING") != nullptr;

location::location(const char* file, int line, const char* function)
    : file_(file),
      line_(line),
      function_(function),
      outer_(std::exchange(innermost, this)) {}

location::~location() {
    innermost = outer_;
}

void note_created(operation& one, const char* type, const void* object,
                  const char* what) {
    one.tracking_id = ++last_id;
    for (const location* each = innermost; each; each = each->outer_) {
        const char* const quote = each->function_ ? "'" : "";
        write_line("@asio|%lld.%06lld|%" PRIu64 "^%" PRIu64
                   "|%s%s%.80s%s%s(%.80s:%d)\n",
                   running, one.tracking_id,
                   each == innermost ? "in " : "called from ", quote,
                   each->function_ ? each->function_ : "", quote,
                   each->function_ ? " " : "", each->file_, each->line_);
    }
    write_line("@asio|%lld.%06lld|%" PRIu64 "*%" PRIu64 "|%.20s@%p.%.50s\n",
               running, one.tracking_id, type, object, what);
}

void note_called(const char* type, const void* object, const char* what) {
    write_line("@asio|%lld.%06lld|%" PRIu64 "|%.20s@%p.%.50s\n", running, type,
               object, what);
}

void note_tried(const operation& one, const char* what, std::error_code error,
                std::size_t bytes) {
    write_line(
        "@asio|%lld.%06lld|.%" PRIu64 "|%s,ec=%.20s:%d,bytes_transferred=%zu\n",
        one.tracking_id, what, error.category().name(), error.value(), bytes);
}

void call::note_begin(const char* arguments) {
    begun_ = true;
    outer_ = std::exchange(running, id_);
    write_line("@asio|%lld.%06lld|>%" PRIu64 "|%s\n", id_, arguments);
}

void call::note_begin(std::error_code error) {
    char text[64];
    std::snprintf(text, sizeof text, "ec=%.20s:%d", error.category().name(),
                  error.value());
    note_begin(text);
}

void call::note_begin(std::error_code error, std::size_t bytes) {
    char text[96];
    std::snprintf(text, sizeof text, "ec=%.20s:%d,bytes_transferred=%zu",
                  error.category().name(), error.value(), bytes);
    note_begin(text);
}

void call::note_return() {
    running = outer_;
    write_line("@asio|%lld.%06lld|<%" PRIu64 "|\n", std::exchange(id_, 0));
}

void call::note_end() {
    if (begun_) running = outer_;
    write_line("@asio|%lld.%06lld|%c%" PRIu64 "|\n", begun_ ? '!' : '~', id_);
}

} // namespace net::detail::tracking
