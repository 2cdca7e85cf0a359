#include "05-ucontext-coroutines/trace_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "01-blocking/error.h"

namespace net {
namespace {

/// Text as JSON wants it, in quotation marks.
std::string quoted(std::string_view text) {
    std::string json = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') json += '\\';
        json += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return json + "\"";
}

/// Units:    microseconds, with three decimals
std::string microseconds(std::chrono::nanoseconds time) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f",
                  static_cast<double>(time.count()) / 1000);
    return text;
}

std::string event_of(std::uint64_t task, char phase, std::string_view name) {
    return std::string("{\"ph\":\"") + phase +
           "\",\"pid\":" + std::to_string(::getpid()) +
           ",\"tid\":" + std::to_string(task) + ",\"name\":" + quoted(name);
}

} // namespace

trace_file::trace_file(const std::string& path) : trace_file(create(path)) {}

unique_fd trace_file::create(const std::string& path) {
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    unique_fd file(::open(path.c_str(), flags, 0666)); // but for the umask
    if (!file) throw std::system_error(last_error(), path);
    return file;
}

trace_file::trace_file(unique_fd file)
    : file_(::fdopen(file.get(), "w"), &std::fclose) {
    if (!file_) throw std::system_error(last_error(), "fdopen");
    (void)file.release(); // to the FILE
    std::fputs("[", file_.get());
}

trace_file::~trace_file() {
    finish();
}

void trace_file::add_task(std::uint64_t task, std::string_view name) {
    const std::lock_guard lock(mutex_);
    write(event_of(task, 'M', "thread_name") +
          ",\"args\":{\"name\":" + quoted(name) + "}}");
}

void trace_file::add_slice(std::uint64_t task, std::string_view what,
                           time_point begin, time_point end) {
    const std::lock_guard lock(mutex_);
    if (!origin_) origin_ = begin;
    write(event_of(task, 'X', what) +
          ",\"ts\":" + microseconds(begin - *origin_) +
          ",\"dur\":" + microseconds(end - begin) + "}");
}

void trace_file::finish() {
    const std::lock_guard lock(mutex_);
    if (!file_) return;
    std::fputs("\n]\n", file_.get());
    file_.reset();
}

void trace_file::write(const std::string& event) {
    if (!file_) return;
    std::fputs(std::exchange(is_empty_, false) ? "\n" : ",\n", file_.get());
    std::fputs(event.c_str(), file_.get());
}

} // namespace net
