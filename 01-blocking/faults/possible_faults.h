// What the manual pages say may go wrong with a server's system calls.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace net {

/// What a server owes its clients when a call has failed.
enum class demand {
    unnoticed, // all get every byte
    survived,  // he whom it concerns may be turned away; the others are served
    may_end    // no server can go on: it says why in one line, and ends with 1
};

/// One way for a call to fail.
struct possible_fault {
    std::string call;
    int error = 0; // errno; 0: it moves fewer bytes than it could
    demand owed = demand::survived;
    int times = 1;        // in a row
    std::size_t most = 0; // bytes that are moved, of a short one
};

/// True for read(2), write(2) and their relatives.
bool is_transfer(std::string_view call);

/// A fault that stays until it is taken away.
inline constexpr int for_ever = 1'000'000'000;

/// "recv: Connection reset by peer", "write: at most 3 bytes".
std::string describe(const possible_fault& shown);

/// All that may happen to a server that is up and serves.
/// Shape:    short counts from 1 to `longest_cut` bytes
std::vector<possible_fault> traffic_faults(std::size_t longest_cut);

/// All that may happen to one that starts.
std::vector<possible_fault> start_faults();

} // namespace net
