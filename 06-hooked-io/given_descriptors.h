// Descriptors that travel in a message's control part: SCM_RIGHTS, unix(7).
#pragma once

#include <sys/socket.h>

#include <cstddef>

namespace net {

/// Calls `call` with the number of each.
template <class Call>
void for_each_given(const msghdr& message, Call call) {
    auto& all = const_cast<msghdr&>(message); // so the macros want it
    for (cmsghdr* one = CMSG_FIRSTHDR(&all); one != nullptr;
         one = CMSG_NXTHDR(&all, one)) {
        if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        const auto* const fds = reinterpret_cast<const int*>(CMSG_DATA(one));
        const std::size_t n = (one->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < n; ++i) call(fds[i]);
    }
}

} // namespace net
