// A client that sends bytes and wants the same ones back.
#pragma once

#include <vector>

#include "03-epoll-reactor/load/load_client.h"
#include "03-epoll-reactor/load/pattern.h"

namespace net {

/// Sends requests of options().size bytes, compares every byte that comes
/// back, and measures from sending a request to the last byte of its echo.
class echo_client : public load_client {
public:
    /// Shape:    clients with different indices send different bytes
    /// Lifetime: `bytes` must outlive it
    echo_client(load_run& run, unique_fd socket, const pattern& bytes,
                std::size_t index);

    bool expects_bytes() const override { return sent_ != received_; }

protected:
    /// Sends so many requests; options().pipeline at the most are under way.
    void request(std::size_t count);

    /// So many requests have been answered.
    virtual void on_echoes(std::size_t count) = 0;

private:
    void on_bytes(std::string_view bytes) override;

    load_run& run_;
    const pattern& pattern_;
    const std::size_t index_;
    const std::size_t size_;                   // of a request, in bytes
    std::uint64_t sent_ = 0;                   // bytes
    std::uint64_t received_ = 0;               // bytes, <= sent_
    std::uint64_t requested_ = 0;              // requests
    std::uint64_t answered_ = 0;               // requests, <= requested_
    std::vector<reactor::time_point> started_; // request n at n % size()
};

} // namespace net
