// A path in the file system as the address of a socket.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include "04-proactor/error.h"
#include "04-proactor/throw_error.h"

namespace net::local {

/// Where a socket between processes of one host is; a new one has no name.
/// A path that begins with a zero byte is abstract: it names no file.
/// Source:   unix(7)
template <class Protocol>
class basic_endpoint {
public:
    using protocol_type = Protocol;
    using data_type = ::sockaddr;

    basic_endpoint() noexcept { data_.path.sun_family = AF_UNIX; }

    /// Errors:   std::errc::filename_too_long
    basic_endpoint(std::string_view path) : basic_endpoint() {
        this->path(path);
    }
    // A string is to become an endpoint by itself: `connect("/run/x")`.
    basic_endpoint(const char* path) : basic_endpoint(std::string_view(path)) {}
    basic_endpoint(const std::string& path)
        : basic_endpoint(std::string_view(path)) {}

    protocol_type protocol() const { return protocol_type(); }

    std::string path() const {
        return std::string(data_.path.sun_path, path_length_);
    }

    /// Errors:   std::errc::filename_too_long
    void path(std::string_view path) {
        // One byte stays free for the zero that ends a path on disk.
        if (path.size() >= sizeof data_.path.sun_path) {
            detail::throw_error(error::name_too_long, "local endpoint");
        }
        data_.path = {};
        data_.path.sun_family = AF_UNIX;
        std::ranges::copy(path, data_.path.sun_path);
        path_length_ = path.size();
    }

    /// The part for the kernel: it reads size() bytes, or writes up to
    /// capacity() bytes and has resize() told how many they were.
    data_type* data() { return &data_.any; }
    const data_type* data() const { return &data_.any; }
    std::size_t size() const { return path_offset + path_length_; }
    std::size_t capacity() const { return sizeof data_.path; }

    /// Errors:   std::errc::invalid_argument for more than capacity()
    void resize(std::size_t n) {
        if (n > capacity()) {
            detail::throw_error(error::invalid_argument, "endpoint resize");
        }
        path_length_ = n > path_offset ? n - path_offset : 0;
        // The kernel counts the zero that ends a path; an abstract name has
        // none, and its zeros are its own.
        const char* const path = data_.path.sun_path;
        if (path_length_ > 0 && path[0] != 0 && path[path_length_ - 1] == 0) {
            --path_length_;
        }
    }

    /// By path.
    friend bool operator==(const basic_endpoint& a, const basic_endpoint& b) {
        return a.path() == b.path();
    }
    friend std::strong_ordering operator<=>(const basic_endpoint& a,
                                            const basic_endpoint& b) {
        return a.path() <=> b.path();
    }

    friend std::ostream& operator<<(std::ostream& out,
                                    const basic_endpoint& endpoint) {
        return out << endpoint.path();
    }

private:
    static constexpr std::size_t path_offset =
        offsetof(::sockaddr_un, sun_path);

    union {
        ::sockaddr_un path{};
        ::sockaddr any;
    } data_;
    std::size_t path_length_ = 0; // without the zero at the end
};

} // namespace net::local
