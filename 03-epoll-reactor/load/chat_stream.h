// What a chat room says, in its one order: the same bytes for every client.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace net {

/// Checks what the clients of a room get. Whoever gets some bytes first has
/// them parsed; for all others one comparison is enough, for in a room that
/// keeps its promise all get the same bytes. So checking a hundred clients
/// costs little more than checking one.
///
/// All messages of a run have the same size. A body begins with its sender and
/// its number: "00003 0000000017 abcdefg...".
class chat_stream {
public:
    static constexpr std::size_t max_senders = 99'999;
    static constexpr std::size_t min_body = 17; // sender and number

    /// Units:    `body_size` in bytes; `window` in messages, see end_of()
    chat_stream(std::size_t senders, std::size_t window, std::size_t body_size);

    /// The frame, header and body, that a sender's message has.
    std::string_view make_frame(std::size_t sender, std::uint64_t number);
    std::size_t frame_size() const { return frame_.size(); }

    /// Checks bytes that a client got behind the first `position` ones.
    /// Shape:    what is wrong with them, as the kind of an error; or nothing
    std::string check(std::uint64_t position, std::string_view bytes);

    /// How many messages of a sender there have been.
    std::uint64_t count_of(std::size_t sender) const {
        return senders_[sender].count;
    }

    /// Where in the stream a sender's message ended. Only the last `window`
    /// ones are known.
    std::uint64_t end_of(std::size_t sender, std::uint64_t number) const;

    /// Everybody has got this far: what comes before is not needed any more.
    void forget_before(std::uint64_t position);
    std::size_t size() const { return bytes_.size(); } // kept bytes

private:
    struct sender_state {
        std::uint64_t count = 0;
        std::vector<std::uint64_t> ends; // of message n at n % size()
    };

    std::string check_new_frames();
    std::string check_frame(std::string_view frame);

    std::string frame_; // room for one, with all that does not change
    std::vector<sender_state> senders_;
    std::string bytes_;         // checked, but for a beginning of a frame
    std::uint64_t start_ = 0;   // of bytes_ in the stream
    std::uint64_t checked_ = 0; // up to here there are whole frames
};

} // namespace net
