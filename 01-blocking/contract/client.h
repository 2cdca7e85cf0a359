// A client that tells the story of what it did, and never waits for ever.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "01-blocking/contract/story.h"
#include "01-blocking/socket.h"
#include "01-blocking/unique_fd.h"

namespace net {

struct client_options {
    int receive_buffer = 0; // bytes; 0 leaves it to the kernel
    int source = 1;         // it comes from 127.0.0.<source>
};

/// A TCP connection to the server under test. What should come and does not,
/// or not in time, is a broken_promise.
/// Lifetime: the story must outlive it
class client {
public:
    using milliseconds = std::chrono::milliseconds;
    enum class arrival { bytes, nothing, end };

    /// Connects.
    client(story& steps, std::string name, const host_port& server,
           milliseconds step, const client_options& options = {});

    /// Sends all of `bytes`.
    void send(std::string_view bytes);

    /// Sends what the kernel takes at once: nothing if its buffer is full or
    /// the server has ended the connection. Not a step of the story.
    std::size_t offer(std::string_view bytes);

    /// Offers `bytes` again and again, reading nothing, until nothing is
    /// taken for `quiet`, or `at_most` bytes are; returns how many were.
    std::size_t jam(std::string_view bytes, std::size_t at_most,
                    milliseconds quiet);

    /// Says that nothing more will come, and goes on reading.
    void half_close();

    /// Both at once: the end travels in the same packet as the bytes, and so
    /// is there when the server looks at them.
    /// Units:    at most 65,483 bytes, which are one packet on the loopback
    void send_last(std::string_view bytes);

    /// Closes; the second way tells the server by a reset, not an end.
    void leave();
    void reset();

    /// The next bytes are these.
    void expect(std::string_view bytes) { expect(bytes, step_); }
    void expect(std::string_view bytes, milliseconds within);

    /// These bytes come, whatever comes before them.
    void expect_among_others(std::string_view bytes, milliseconds within);

    /// Nothing more comes but the end, or (`expect_any_end`) whatever comes
    /// before it, and a reset will do as well.
    void expect_end();
    void expect_any_end(milliseconds within);

    /// Neither bytes nor the end come for this long.
    void expect_silence(milliseconds during);

    /// Waits for bytes and adds them to the inbox. Not a step of the story.
    arrival read_more(milliseconds within);

    /// Waits until read_more or offer would do something.
    /// Shape:    `events` as in poll(2); returns those that happened
    short wait_for(short events, milliseconds within) const;

    /// What has come and was not yet expected.
    std::string_view inbox() const;
    void drop(std::size_t n);

    const std::string& name() const { return name_; }
    int fd() const { return socket_.get(); }
    milliseconds step() const { return step_; }
    void tell(const std::string& what) { story_->tell(name_ + " " + what); }

    /// Throws broken_promise: `promised` did not come, by what came instead.
    [[noreturn]] void fail(const std::string& promised) const;

private:
    story* story_;
    std::string name_;        // its role in the story
    milliseconds step_;       // for every step that has no time of its own
    unique_fd socket_;        // non-blocking
    std::string bytes_;       // what has come; the inbox is what is left of it
    std::size_t dropped_ = 0; // bytes at the front that are dealt with
    std::string end_; // how the stream ended, in words; empty while it lives
};

} // namespace net
