#include "03-epoll-reactor/load/chat_stream.h"

#include <algorithm>
#include <cassert>
#include <charconv>

#include "01-blocking/chat_message.h"

namespace net {
namespace {

constexpr std::size_t sender_at = chat_header_length;
constexpr std::size_t sender_digits = 5;
constexpr std::size_t number_at = sender_at + sender_digits + 1;
constexpr std::size_t number_digits = 10;

void write_digits(std::string& into, std::size_t at, std::size_t digits,
                  std::uint64_t number) {
    for (std::size_t i = at + digits; i > at; --i) {
        into[i - 1] = static_cast<char>('0' + number % 10);
        number /= 10;
    }
}

/// Shape:    false if there is anything but digits
bool read_digits(std::string_view from, std::size_t at, std::size_t digits,
                 std::uint64_t& number) {
    const char* const end = from.data() + at + digits;
    const auto [stopped, failure] =
        std::from_chars(from.data() + at, end, number);
    return failure == std::errc{} && stopped == end;
}

} // namespace

chat_stream::chat_stream(std::size_t senders, std::size_t window,
                         std::size_t body_size)
    : senders_(senders) {
    assert(body_size >= min_body && senders <= max_senders);
    for (sender_state& each : senders_) each.ends.resize(window);
    std::string body(body_size, ' ');
    for (std::size_t i = min_body; i < body_size; ++i) {
        body[i] = static_cast<char>('a' + i % 26);
    }
    frame_ = encode_chat_message(body);
}

std::string_view chat_stream::make_frame(std::size_t sender,
                                         std::uint64_t number) {
    write_digits(frame_, sender_at, sender_digits, sender);
    write_digits(frame_, number_at, number_digits, number);
    return frame_;
}

std::string chat_stream::check(std::uint64_t position, std::string_view bytes) {
    const std::uint64_t end = start_ + bytes_.size();
    if (position < start_ || position > end) return "lost its place";
    const std::size_t known = std::min(bytes.size(), end - position);
    const std::size_t at = position - start_;
    if (std::string_view(bytes_).substr(at, known) != bytes.substr(0, known)) {
        return "not what the others got";
    }
    if (known == bytes.size()) return {};
    bytes_ += bytes.substr(known);
    std::string problem = check_new_frames();
    // Whoever comes next must not be compared with bytes that are wrong.
    if (!problem.empty()) bytes_.resize(checked_ - start_);
    return problem;
}

std::string chat_stream::check_new_frames() {
    const std::uint64_t end = start_ + bytes_.size();
    while (checked_ + frame_.size() <= end) {
        const auto frame =
            std::string_view(bytes_).substr(checked_ - start_, frame_.size());
        std::string problem = check_frame(frame);
        if (!problem.empty()) return problem;
        checked_ += frame_.size();
    }
    return {};
}

std::string chat_stream::check_frame(std::string_view frame) {
    std::uint64_t sender = 0;
    std::uint64_t number = 0;
    if (!read_digits(frame, sender_at, sender_digits, sender) ||
        !read_digits(frame, number_at, number_digits, number) ||
        sender >= senders_.size() || frame != make_frame(sender, number)) {
        return "not a message of this run";
    }
    sender_state& from = senders_[sender];
    if (number > from.count) return "messages lost or out of order";
    if (number < from.count) return "messages repeated or out of order";
    from.ends[number % from.ends.size()] = checked_ + frame.size();
    ++from.count;
    return {};
}

std::uint64_t chat_stream::end_of(std::size_t sender,
                                  std::uint64_t number) const {
    const sender_state& from = senders_[sender];
    assert(number < from.count && from.count - number <= from.ends.size());
    return from.ends[number % from.ends.size()];
}

void chat_stream::forget_before(std::uint64_t position) {
    position = std::min(position, checked_);
    bytes_.erase(0, position - start_);
    start_ = position;
}

} // namespace net
