// recv(2), recvfrom(2), recvmsg(2) and recvmmsg(2).
#include <sys/uio.h>

#include <array>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_receive {
namespace {

using namespace std::chrono_literals;

const check waits("recv_waits", [](transcript& says) {
    const tcp_pair pair;
    const meanwhile others(says, [&] { say(pair.theirs, "abc"); });

    char bytes[8];
    says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, 0));
});

const check to_the_last(
    "recv_with_waitall_waits_for_all", [](transcript& says) {
        const tcp_pair pair;
        say(pair.theirs, "abc");
        const meanwhile others(says, [&] {
            say(pair.theirs, "de");
            ::usleep(1000);
            say(pair.theirs, "fghij");
        });

        char bytes[8];
        says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, MSG_WAITALL));
        says.text("bytes", {bytes, 8});
    });

const check to_the_end("recv_with_waitall_ends_early", [](transcript& says) {
    socket_pair pair;
    say(pair.theirs, "abc");
    const meanwhile others(says, [&] { pair.theirs.reset(); });

    char bytes[8];
    says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, MSG_WAITALL));
    says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, MSG_WAITALL));
});

const check reset_later(
    "recv_with_waitall_leaves_a_reset_to_the_next", [](transcript& says) {
        tcp_pair pair;
        const linger at_once{1, 0};
        must(::setsockopt(pair.theirs, SOL_SOCKET, SO_LINGER, &at_once,
                          sizeof at_once));
        say(pair.theirs, "abc");
        const meanwhile others(says, [&] { pair.theirs.reset(); });

        char bytes[8];
        says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, MSG_WAITALL));
        says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, MSG_WAITALL));
        says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, MSG_WAITALL));
    });

const check peek(
    "recv_with_peek_waits_and_takes_nothing", [](transcript& says) {
        const tcp_pair pair;
        const meanwhile others(says, [&] { say(pair.theirs, "abc"); });

        char bytes[8];
        says.call("peek", ::recv(pair.ours, bytes, sizeof bytes, MSG_PEEK));
        says.call("peek", ::recv(pair.ours, bytes, sizeof bytes, MSG_PEEK));
        says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, 0));
    });

const check dontwait("recv_with_dontwait_does_not_wait", [](transcript& says) {
    const tcp_pair pair;
    char byte;
    says.call("recv", ::recv(pair.ours, &byte, 1, MSG_DONTWAIT));
    says.fact("is non-blocking", is_nonblocking(pair.ours));
});

const check urgent("recv_of_urgent_data", [](transcript& says) {
    const tcp_pair pair;
    char byte;
    says.call("none yet", ::recv(pair.ours, &byte, 1, MSG_OOB));
    must(static_cast<int>(::send(pair.theirs, "abc!", 4, MSG_OOB)));

    char bytes[8];
    says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, 0));
    says.call("urgent", ::recv(pair.ours, &byte, 1, MSG_OOB));
    const meanwhile others(says, [&] { say(pair.theirs, "de"); });
    says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, 0));
});

const check low_water(
    "recv_waits_for_the_low_water_mark", [](transcript& says) {
        const tcp_pair pair;
        const int mark = 5;
        must(::setsockopt(pair.ours, SOL_SOCKET, SO_RCVLOWAT, &mark,
                          sizeof mark));
        say(pair.theirs, "abc");
        const meanwhile others(says, [&] { say(pair.theirs, "defgh"); });

        char bytes[16];
        says.call("recv", ::recv(pair.ours, bytes, sizeof bytes, 0));
    });

const check none("recv_of_no_bytes_waits_on_tcp", [](transcript& says) {
    const tcp_pair pair;
    const meanwhile others(says, [&] { say(pair.theirs, "abc"); });

    char byte;
    says.call("recv", ::recv(pair.ours, &byte, 0, 0));
    says.call("recv", ::recv(pair.ours, &byte, 1, 0));
});

const check not_a_socket("recv_of_no_socket_fails", [](transcript& says) {
    const pipe_ends ends;
    char byte;
    says.call("pipe", ::recv(ends.out, &byte, 1, 0));
    says.call("bad", ::recv(-1, &byte, 1, 0));
    const open_fd alone(must(::socket(AF_INET, SOCK_STREAM, 0)));
    says.call("not connected", ::recv(alone, &byte, 1, 0));
});

const check an_address("recvfrom_waits_and_tells_who", [](transcript& says) {
    const udp_socket ours;
    const udp_socket theirs;
    const meanwhile others(says, [&] { theirs.send_to(ours, "abc"); });

    sockaddr_in who{};
    socklen_t size = sizeof who;
    char bytes[8];
    says.call("recvfrom", ::recvfrom(ours.fd, bytes, sizeof bytes, 0,
                                     reinterpret_cast<sockaddr*>(&who), &size));
    says.fact("is theirs", who.sin_port == theirs.where.sin_port);
    says.call("size", size);
});

const check tcp_address("recvfrom_of_tcp_tells_nobody", [](transcript& says) {
    const tcp_pair pair;
    say(pair.theirs, "abc");
    sockaddr_in who{};
    socklen_t size = sizeof who;
    char bytes[8];
    says.call("recvfrom", ::recvfrom(pair.ours, bytes, sizeof bytes, 0,
                                     reinterpret_cast<sockaddr*>(&who), &size));
    says.call("size", size);
});

const check empty("recvfrom_takes_an_empty_datagram", [](transcript& says) {
    const udp_socket ours;
    const udp_socket theirs;
    const meanwhile others(says, [&] { theirs.send_to(ours, ""); });

    char bytes[8];
    says.call("recvfrom", ::recvfrom(ours.fd, bytes, 8, 0, nullptr, nullptr));
});

const check cut("recvmsg_tells_of_a_cut_datagram", [](transcript& says) {
    const udp_socket ours;
    const udp_socket theirs;
    const meanwhile others(says, [&] { theirs.send_to(ours, "abcdef"); });

    char bytes[4];
    iovec piece{bytes, sizeof bytes};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    says.call("recvmsg", ::recvmsg(ours.fd, &message, 0));
    says.call("flags", message.msg_flags);
});

const check descriptor("recvmsg_waits_for_a_descriptor", [](transcript& says) {
    const socket_pair pair;
    const pipe_ends ends;
    const meanwhile others(says, [&] { give(pair.theirs, ends.out); });

    const open_fd given(take(pair.ours));
    says.fact("has come", given.get() != -1);
    say(ends.in, "abc");
    char bytes[8];
    says.call("read", ::read(given, bytes, sizeof bytes));
});

const check several("recvmmsg_waits_for_all", [](transcript& says) {
    const udp_socket ours;
    const udp_socket theirs;
    theirs.send_to(ours, "a");
    const meanwhile others(says, [&] {
        theirs.send_to(ours, "bc");
        ::usleep(1000);
        theirs.send_to(ours, "def");
    });

    messages<3> all;
    says.call("recvmmsg", ::recvmmsg(ours.fd, all.headers, 3, 0, nullptr));
    says.call("last", all.headers[2].msg_len);
});

const check for_one("recvmmsg_waits_for_one", [](transcript& says) {
    const udp_socket ours;
    const udp_socket theirs;
    const meanwhile others(says, [&] { theirs.send_to(ours, "a"); });

    messages<3> all;
    says.call("recvmmsg",
              ::recvmmsg(ours.fd, all.headers, 3, MSG_WAITFORONE, nullptr));
});

const check with_time("recvmmsg_looks_at_the_time_after_a_message",
                      [](transcript& says) {
                          const udp_socket ours;
                          const udp_socket theirs;
                          const meanwhile others(says, [&] {
                              ::usleep(20'000);
                              theirs.send_to(ours, "a");
                          });

                          messages<3> all;
                          timespec time{0, 10'000'000};
                          says.call("recvmmsg", ::recvmmsg(ours.fd, all.headers,
                                                           3, 0, &time));
                          says.call("left", time.tv_sec + time.tv_nsec);
                      });

} // namespace
} // namespace net::checks_receive
