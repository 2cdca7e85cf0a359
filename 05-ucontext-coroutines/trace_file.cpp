#include "05-ucontext-coroutines/trace_file.h"

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
    const std::string digits = std::to_string(time.count() % 1000);
    return std::to_string(time.count() / 1000) + "." +
           std::string(3 - digits.size(), '0') + digits;
}

std::string event_of(std::uint64_t task, char phase, std::string_view name) {
    return std::string("{\"ph\":\"") + phase +
           "\",\"pid\":" + std::to_string(::getpid()) +
           ",\"tid\":" + std::to_string(task) + ",\"name\":" + quoted(name);
}

} // namespace

trace_file::trace_file(const std::string& path)
    : file_(std::fopen(path.c_str(), "we"), &std::fclose) {
    if (!file_) throw std::system_error(last_error(), path);
}

trace_file::~trace_file() {
    std::fputs("\n]\n", file_.get());
}

void trace_file::add_task(std::uint64_t task, std::string_view name) {
    write(event_of(task, 'M', "thread_name") +
          ",\"args\":{\"name\":" + quoted(name) + "}}");
}

void trace_file::add_slice(std::uint64_t task, std::string_view what,
                           time_point begin, time_point end) {
    write(event_of(task, 'X', what) +
          ",\"ts\":" + microseconds(begin.time_since_epoch()) +
          ",\"dur\":" + microseconds(end - begin) + "}");
}

void trace_file::write(const std::string& event) {
    const std::lock_guard lock(mutex_);
    std::fputs(std::exchange(is_empty_, false) ? "[\n" : ",\n", file_.get());
    std::fputs(event.c_str(), file_.get());
}

} // namespace net
