// For the tests of socket options: a socket that has options and nothing else.
#pragma once

#include <sys/socket.h>

#include "01-blocking/error.h"
#include "01-blocking/unique_fd.h"

namespace net {

/// A socket that can do no more than have options.
template <class Protocol>
class bare_socket {
public:
    explicit bare_socket(const Protocol& protocol)
        : protocol_(protocol),
          fd_(check(::socket(protocol.family(), protocol.type() | SOCK_CLOEXEC,
                             protocol.protocol()),
                    "socket")) {}

    int set(const auto& option) const {
        return ::setsockopt(fd_.get(), option.level(protocol_),
                            option.name(protocol_), option.data(protocol_),
                            static_cast<socklen_t>(option.size(protocol_)));
    }

    template <class Option>
    Option get() const {
        Option option;
        auto size = static_cast<socklen_t>(option.size(protocol_));
        check(
            ::getsockopt(fd_.get(), option.level(protocol_),
                         option.name(protocol_), option.data(protocol_), &size),
            "getsockopt");
        option.resize(protocol_, size);
        return option;
    }

    int fd() const { return fd_.get(); }

private:
    Protocol protocol_;
    unique_fd fd_;
};

} // namespace net
