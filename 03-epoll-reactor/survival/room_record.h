// What was said in a chat room while strangers talked there as well: the same
// for all who were there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace net {

/// Checks what the well-behaved members of a room hear. Whoever hears some
/// bytes first has them parsed; all others must hear the same bytes. Messages
/// of the members themselves must come each once and in their order; what
/// strangers say may be anything, as long as it is a frame.
class room_record {
public:
    /// Shape:    `name` stands before each member's message, and no stranger
    ///           knows it
    room_record(std::string name, std::size_t members);

    /// The frame of a member's message.
    std::string message(std::size_t member, std::uint64_t number) const;

    /// Checks bytes that a member got behind the first `position` ones.
    /// Shape:    what is wrong with them, or nothing
    std::string check(std::uint64_t position, std::string_view bytes);

    /// How many messages of a member there have been, and where the last one
    /// ended.
    std::uint64_t count_of(std::size_t member) const {
        return members_[member].count;
    }
    std::uint64_t last_end_of(std::size_t member) const {
        return members_[member].last_end;
    }

    /// All have got this far.
    void forget_before(std::uint64_t position);

private:
    struct member_state {
        std::uint64_t count = 0;    // messages
        std::uint64_t last_end = 0; // in the stream
    };

    std::string check_frame(std::string_view frame, std::uint64_t end);

    const std::string name_;
    std::vector<member_state> members_;
    std::string bytes_;         // not yet heard by all
    std::uint64_t start_ = 0;   // of bytes_ in the stream
    std::uint64_t checked_ = 0; // up to here there are whole frames
};

} // namespace net
