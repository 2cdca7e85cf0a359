#include "01-blocking/faults/possible_faults.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <initializer_list>

namespace net {
namespace {

using enum demand;

/// Calls that fail in the same ways, and what is owed then.
struct fault_family {
    std::vector<std::string> calls;
    demand owed;
    std::vector<int> errors;
    int at_most = for_ever; // times in a row that the kernel can say it
};

// Left out: what only a wrong program can bring about, such as EBADF, EFAULT
// or ENOTSOCK.
// Source:   section ERRORS of each call's page; ip(7), tcp(7), signal(7)
const std::vector<fault_family>& families() {
    static const std::vector<fault_family> all{
        // A signal's handler has run, or somebody has left again.
        {{"accept4", "read", "readv", "recv", "recvmsg", "write", "writev",
          "send", "sendmsg", "poll", "select", "epoll_wait", "connect",
          "waitpid", "wait4", "nanosleep", "close"},
         unnoticed,
         {EINTR},
         3},
        {{"accept4"}, unnoticed, {ECONNABORTED, EPROTO, EAGAIN}, 3},
        {{"close"}, unnoticed, {EIO, ENOSPC, EDQUOT}},
        {{"shutdown"}, unnoticed, {ENOTCONN}},

        // Asked not to wait, it has to, or cannot be asked.
        {{"pwritev2"}, unnoticed, {EAGAIN, EOPNOTSUPP}, 3},

        // Told that there is something, and then there is nothing: select(2).
        {{"read", "readv", "recv", "recvmsg", "write", "writev", "send",
          "sendmsg"},
         survived,
         {EAGAIN},
         3},

        // accept(2) hands on what has happened to the newcomer's network.
        {{"accept4"},
         survived,
         {ENETDOWN, ENOPROTOOPT, EHOSTDOWN, EHOSTUNREACH, EOPNOTSUPP,
          ENETUNREACH, EPERM, ETIMEDOUT},
         3},
        {{"accept4"}, survived, {EMFILE, ENFILE, ENOBUFS, ENOMEM}},
        {{"read", "readv", "recv", "recvmsg"},
         survived,
         {ECONNRESET, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, ENOMEM, ENOBUFS,
          EIO}},
        {{"write", "writev", "send", "sendmsg"},
         survived,
         {ECONNRESET, EPIPE, ETIMEDOUT, EHOSTUNREACH, ENETDOWN, ENETUNREACH,
          ENOMEM, ENOBUFS, EIO, EPERM}},
        {{"connect"},
         survived,
         {EACCES, EPERM, EADDRINUSE, EADDRNOTAVAIL, EAGAIN, ECONNREFUSED,
          ENETUNREACH, EHOSTUNREACH, ETIMEDOUT}},
        {{"socket", "eventfd", "epoll_create1", "pipe2", "timerfd_create",
          "signalfd"},
         survived,
         {EMFILE, ENFILE, ENOMEM}},
        {{"socket"}, survived, {EACCES, EAFNOSUPPORT, ENOBUFS}},
        {{"getsockname"}, survived, {ENOBUFS}},
        {{"getsockopt"}, survived, {ENOPROTOOPT, ENOMEM}},
        {{"setsockopt"}, survived, {ENOPROTOOPT, ENOMEM, ENOBUFS}},
        {{"fcntl", "ioctl"}, survived, {EPERM}},
        {{"epoll_ctl"}, survived, {ENOMEM, ENOSPC}},
        {{"fork"}, survived, {EAGAIN, ENOMEM, ENOSYS}},
        {{"pthread_create"}, survived, {EAGAIN, EPERM}},
        {{"mmap"}, survived, {ENOMEM, EAGAIN}},
        {{"mprotect"}, survived, {ENOMEM, EACCES}},
        {{"timerfd_settime"}, survived, {ECANCELED}},
        {{"waitpid", "wait4"}, survived, {ECHILD}},

        {{"poll", "select"}, may_end, {ENOMEM}},
    };
    return all;
}

constexpr std::string_view transfers[] = {"read",  "readv",  "recv", "recvmsg",
                                          "write", "writev", "send", "sendmsg"};

} // namespace

bool is_transfer(std::string_view call) {
    return std::ranges::count(transfers, call) > 0;
}

std::string describe(const possible_fault& shown) {
    const std::string how =
        shown.error == 0 ? "at most " + std::to_string(shown.most) + " bytes"
                         : std::string(::strerrorname_np(shown.error));
    const std::string times =
        shown.times == for_ever ? ", again and again"
        : shown.times > 1       ? ", " + std::to_string(shown.times) + " times"
                                : "";
    return shown.call + ": " + how + times;
}

std::vector<possible_fault> traffic_faults(std::size_t longest_cut) {
    std::vector<possible_fault> result;
    for (const fault_family& family : families()) {
        for (const std::string& call : family.calls) {
            for (const int error : family.errors) {
                result.push_back({call, error, family.owed, family.at_most});
                if (family.owed == unnoticed) continue; // more is as good
                result.push_back({call, error, family.owed});
            }
        }
    }
    for (const std::string_view call : transfers) {
        for (std::size_t most = 1; most <= longest_cut; ++most) {
            result.push_back({std::string(call), 0, unnoticed, for_ever, most});
        }
    }
    return result;
}

std::vector<possible_fault> start_faults() {
    std::vector<possible_fault> result{
        {"bind", EADDRINUSE, may_end},    {"bind", EACCES, may_end},
        {"bind", EADDRNOTAVAIL, may_end}, {"listen", EADDRINUSE, may_end},
        {"listen", EOPNOTSUPP, may_end},  {"sigaction", EINVAL, may_end}};
    for (const fault_family& family : families()) {
        const demand owed = family.owed == unnoticed ? unnoticed : may_end;
        for (const std::string& call : family.calls) {
            for (const int error : family.errors) {
                result.push_back({call, error, owed});
            }
        }
    }
    return result;
}

} // namespace net
