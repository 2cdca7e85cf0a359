// write(2), writev(2), send(2) and its family: a blocking one writes all.
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/uio.h>
#include <sys/un.h>

#include <csignal>
#include <vector>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_write {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t many =
    8 * 1024 * 1024; // bytes: more than anybody buffers

const std::vector<char>& block() {
    static const std::vector<char> bytes(many, 'x');
    return bytes;
}

/// Runs `call` while another thread reads all from `from`.
template <class Call>
void write_many(transcript& says, open_fd& to, int from, Call call) {
    std::size_t read = 0;
    {
        const meanwhile others(says, [&] { read = read_all(from, many); });
        says.call("written", call(to.get()));
    }
    says.call("read", static_cast<long long>(read));
}

const check to_a_pipe("write_writes_all_to_a_pipe", [](transcript& says) {
    pipe_ends ends;
    write_many(says, ends.in, ends.out,
               [](int fd) { return ::write(fd, block().data(), many); });
});

const check to_a_pair("write_writes_all_to_a_local_socket",
                      [](transcript& says) {
                          socket_pair pair;
                          write_many(says, pair.ours, pair.theirs, [](int fd) {
                              return ::write(fd, block().data(), many);
                          });
                      });

const check to_tcp("write_writes_all_to_tcp", [](transcript& says) {
    tcp_pair pair;
    write_many(says, pair.ours, pair.theirs,
               [](int fd) { return ::write(fd, block().data(), many); });
});

const check sends("send_sends_all", [](transcript& says) {
    tcp_pair pair;
    write_many(says, pair.ours, pair.theirs, [](int fd) {
        return ::send(fd, block().data(), many, MSG_NOSIGNAL);
    });
});

const check sends_to("sendto_sends_all", [](transcript& says) {
    tcp_pair pair;
    write_many(says, pair.ours, pair.theirs, [](int fd) {
        return ::sendto(fd, block().data(), many, 0, nullptr, 0);
    });
});

iovec halves[2];

msghdr in_halves() {
    auto* const bytes = const_cast<char*>(block().data());
    halves[0] = {bytes, many / 2};
    halves[1] = {bytes + many / 2, many / 2};
    msghdr message{};
    message.msg_iov = halves;
    message.msg_iovlen = 2;
    return message;
}

const check pieces("writev_writes_all_to_tcp", [](transcript& says) {
    tcp_pair pair;
    in_halves();
    write_many(says, pair.ours, pair.theirs,
               [](int fd) { return ::writev(fd, halves, 2); });
    says.call("the list is as before",
              static_cast<long long>(halves[0].iov_len));
});

const check pipe_pieces("writev_writes_all_to_a_pipe", [](transcript& says) {
    pipe_ends ends;
    in_halves();
    write_many(says, ends.in, ends.out,
               [](int fd) { return ::writev(fd, halves, 2); });
});

const check message("sendmsg_sends_all", [](transcript& says) {
    socket_pair pair;
    write_many(says, pair.ours, pair.theirs, [](int fd) {
        const msghdr all = in_halves();
        return ::sendmsg(fd, &all, 0);
    });
});

const check messages_("sendmmsg_sends_all_of_each", [](transcript& says) {
    tcp_pair pair;
    mmsghdr two[2] = {};
    write_many(says, pair.ours, pair.theirs, [&](int fd) {
        two[0].msg_hdr = two[1].msg_hdr = in_halves();
        two[1].msg_hdr.msg_iovlen = 0;
        return static_cast<ssize_t>(::sendmmsg(fd, two, 2, 0));
    });
    says.call("first", two[0].msg_len);
    says.call("second", two[1].msg_len);
});

const check several("sendmmsg_sends_datagrams", [](transcript& says) {
    const socket_pair pair(SOCK_DGRAM);
    messages<3> all;
    says.call("sendmmsg", ::sendmmsg(pair.ours, all.headers, 3, 0));
    char bytes[16];
    says.call("read", ::read(pair.theirs, bytes, sizeof bytes));
});

const check dontwait("send_with_dontwait_sends_a_part", [](transcript& says) {
    const tcp_pair pair;
    const ssize_t n = ::send(pair.ours, block().data(), many, MSG_DONTWAIT);
    says.fact("a part", n > 0 && n < static_cast<ssize_t>(many));
    while (::send(pair.ours, "x", 1, MSG_DONTWAIT) == 1) {
    }
    says.call("send", ::send(pair.ours, "x", 1, MSG_DONTWAIT));
});

const check full_pair("write_waits_for_a_datagram_to_go", [](transcript& says) {
    const socket_pair pair(SOCK_DGRAM);
    while (::send(pair.ours, "x", 1, MSG_DONTWAIT) == 1) {
    }
    char byte;
    const meanwhile others(says, [&] {
        while (::recv(pair.theirs, &byte, 1, MSG_DONTWAIT) == 1) {
        }
    });
    says.call("write", ::write(pair.ours, "x", 1));
});

const check full_address(
    "sendto_waits_for_room_at_the_address", [](transcript& says) {
        const socket_pair pair(SOCK_DGRAM);
        const open_fd ours(must(::socket(AF_UNIX, SOCK_DGRAM, 0)));
        const open_fd theirs(must(::socket(AF_UNIX, SOCK_DGRAM, 0)));
        sockaddr_un where{};
        where.sun_family = AF_UNIX;
        must(::bind(theirs, reinterpret_cast<sockaddr*>(&where),
                    sizeof where.sun_family)); // the kernel finds a name
        socklen_t size = sizeof where;
        auto* const address = reinterpret_cast<sockaddr*>(&where);
        must(::getsockname(theirs, address, &size));
        while (::sendto(ours, "x", 1, MSG_DONTWAIT, address, size) == 1) {
        }
        char byte;
        const meanwhile others(says, [&] {
            while (::recv(theirs, &byte, 1, MSG_DONTWAIT) == 1) {
            }
        });
        says.call("sendto", ::sendto(ours, "x", 1, 0, address, size));
    });

const check atomically("write_of_a_page_goes_as_a_whole", [](transcript& says) {
    const pipe_ends ends;
    must(::fcntl(ends.in, F_SETPIPE_SZ, 4096));
    say(ends.in, "abc");
    const meanwhile others(says, [&] { read_all(ends.out, 3); });
    says.call("write", ::write(ends.in, block().data(), 4096));
});

const check nobody("write_to_nobody_raises_sigpipe", [](transcript& says) {
    static int signals = 0;
    ::signal(SIGPIPE, [](int) { ++signals; });
    pipe_ends ends;
    ends.out.reset();
    says.call("pipe", ::write(ends.in, "x", 1));
    says.call("signals", signals);
    socket_pair pair;
    pair.theirs.reset();
    says.call("local", ::write(pair.ours, "x", 1));
    says.call("signals", signals);
    says.call("nosignal", ::send(pair.ours, "x", 1, MSG_NOSIGNAL));
    says.call("signals", signals);
});

const check leaves_pipe(
    "write_tells_what_went_before_the_reader_left", [](transcript& says) {
        ::signal(SIGPIPE, SIG_IGN);
        pipe_ends ends;
        must(::fcntl(ends.in, F_SETPIPE_SZ, 4096));
        {
            const meanwhile others(says, [&] { ends.out.reset(); });
            says.call("write", ::write(ends.in, block().data(), many));
        }
        says.call("write", ::write(ends.in, "x", 1));
    });

const check leaves_pair(
    "write_leaves_the_error_to_the_next_one", [](transcript& says) {
        static int signals = 0;
        ::signal(SIGPIPE, [](int) { ++signals; });
        socket_pair pair;
        {
            const meanwhile others(says, [&] { pair.theirs.reset(); });
            const ssize_t n = ::write(pair.ours, block().data(), many);
            says.fact("a part", n > 0 && n < static_cast<ssize_t>(many));
        }
        says.call("signals", signals);
        says.call("write", ::write(pair.ours, "x", 1));
        says.call("signals", signals);
    });

const check nothing("write_of_no_bytes", [](transcript& says) {
    const pipe_ends ends;
    const socket_pair pair;
    const socket_pair datagrams(SOCK_DGRAM);
    says.call("pipe", ::write(ends.in, nullptr, 0));
    says.call("local", ::write(pair.ours, nullptr, 0));
    says.call("datagram", ::write(datagrams.ours, "", 0));
    char bytes[8];
    says.call("is one", ::recv(datagrams.theirs, bytes, 8, MSG_DONTWAIT));
});

const check bad("write_refuses_what_is_bad", [](transcript& says) {
    const pipe_ends ends;
    const iovec piece{nullptr, 0};
    says.call("no descriptor", ::write(-1, "x", 1));
    says.call("not for writing", ::write(ends.out, "x", 1));
    says.call("below zero", ::writev(ends.in, &piece, unseen(-1)));
    says.call("too many", ::writev(ends.in, &piece, unseen(1025)));
    says.call("nowhere", ::write(ends.in, nowhere(), 1));
});

const check a_counter("write_waits_for_a_full_eventfd", [](transcript& says) {
    const open_fd counter(must(::eventfd(0, EFD_CLOEXEC)));
    must(::eventfd_write(counter, UINT64_MAX - 1));
    eventfd_t value = 0;
    const meanwhile others(says, [&] { ::eventfd_read(counter, &value); });
    says.call("write", ::eventfd_write(counter, 1));
});

const check both_ways("write_and_read_wait_on_one_descriptor",
                      [](transcript& says) {
                          tcp_pair pair;
                          char byte = 0;
                          ssize_t n = 0;
                          std::thread reader(
                              [&] { n = ::read(pair.ours, &byte, 1); });
                          write_many(says, pair.ours, pair.theirs, [](int fd) {
                              return ::write(fd, block().data(), many);
                          });
                          say(pair.theirs, "y");
                          reader.join();
                          says.call("read", n);
                      });

} // namespace
} // namespace net::checks_write
