// Names for the arguments of handlers that are made with std::bind.
#pragma once

#include <functional>

namespace net::placeholders {

inline constexpr auto& error = std::placeholders::_1;
inline constexpr auto& bytes_transferred = std::placeholders::_2;
inline constexpr auto& iterator = std::placeholders::_2;
inline constexpr auto& results = std::placeholders::_2;
inline constexpr auto& endpoint = std::placeholders::_2;
inline constexpr auto& signal_number = std::placeholders::_2;

} // namespace net::placeholders
