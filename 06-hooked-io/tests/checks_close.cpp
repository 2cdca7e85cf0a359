// close(2) while somebody waits, and numbers that are used again.
#include <poll.h>

#include <csignal>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_close {
namespace {

using namespace std::chrono_literals;

const check keeps("close_leaves_a_waiting_read_its_file", [](transcript& says) {
    socket_pair pair;
    const int ours = pair.ours.release();
    const meanwhile others(says, [&] {
        says.call("close", ::close(ours));
        ::usleep(5000);
        say(pair.theirs, "abc");
    });
    char bytes[8];
    says.call("read", ::read(ours, bytes, sizeof bytes));
    says.call("again", ::read(ours, bytes, sizeof bytes));
});

const check no_end(
    "close_is_no_end_while_somebody_reads", [](transcript& says) {
        tcp_pair pair;
        const int ours = pair.ours.release();
        char bytes[8];
        {
            const meanwhile others(says, [&] {
                ::close(ours);
                ::usleep(5000);
                says.call("peer reads", ::recv(pair.theirs, bytes, sizeof bytes,
                                               MSG_DONTWAIT));
                say(pair.theirs, "abc");
            });
            says.call("read", ::read(ours, bytes, sizeof bytes));
        }
        says.call("peer reads", ::recv(pair.theirs, bytes, sizeof bytes, 0));
    });

const check reused("close_and_reuse_wake_nobody_else", [](transcript& says) {
    pipe_ends old;
    pipe_ends fresh;
    const int number = old.out.release();
    char byte = 0;
    {
        const meanwhile others(says, [&] {
            ::close(number);
            must(::dup2(fresh.out, number));
            say(fresh.in, "n");
            ::usleep(5000);
            say(old.in, "o");
        });
        says.call("read", ::read(number, &byte, 1));
        says.text("byte", {&byte, 1});
    }
    says.call("read", ::read(number, &byte, 1));
    says.text("byte", {&byte, 1});
});

const check replaced("dup2_over_a_waiting_read", [](transcript& says) {
    socket_pair old;
    pipe_ends fresh;
    char byte = 0;
    {
        const meanwhile others(says, [&] {
            must(::dup2(fresh.out, old.ours));
            say(fresh.in, "n");
            ::usleep(5000);
            say(old.theirs, "o");
        });
        says.call("read", ::read(old.ours, &byte, 1));
        says.text("byte", {&byte, 1});
    }
    says.call("read", ::read(old.ours, &byte, 1));
    says.text("byte", {&byte, 1});
});

const check another_kind(
    "a_number_may_become_another_kind", [](transcript& says) {
        char bytes[8];
        socket_pair pair;
        const int number = pair.ours.release();
        say(pair.theirs, "abc");
        says.call("socket", ::read(number, bytes, sizeof bytes));
        ::close(number);
        pipe_ends ends;
        if (ends.out != number) must(::dup2(ends.out, number));
        {
            const meanwhile others(says, [&] { say(ends.in, "de"); });
            says.call("pipe", ::read(number, bytes, sizeof bytes));
        }
        const open_fd file(must(::open("/etc/passwd", O_RDONLY)));
        must(::dup2(file, number));
        says.call("file", ::read(number, bytes, sizeof bytes));
        udp_socket datagrams;
        udp_socket sender;
        must(::dup2(datagrams.fd, number));
        const meanwhile others(says, [&] { sender.send_to(datagrams, "f"); });
        says.call("udp", ::read(number, bytes, sizeof bytes));
    });

const check flags_again(
    "a_number_used_again_waits_again", [](transcript& says) {
        int number = -1;
        {
            const socket_pair pair(SOCK_STREAM | SOCK_NONBLOCK);
            set_timeout(pair.ours, SO_RCVTIMEO, 1ms);
            number = pair.ours;
            char byte;
            says.call("read", ::read(number, &byte, 1));
        }
        const socket_pair pair;
        says.fact("is the same number", pair.ours == number);
        const meanwhile others(says, [&] {
            ::usleep(10'000);
            say(pair.theirs, "abc");
        });
        char bytes[8];
        says.call("read", ::read(pair.ours, bytes, sizeof bytes));
    });

const check often("close_and_reuse_a_thousand_times", [](transcript& says) {
    long long sum = 0;
    for (int i = 0; i < 1000; ++i) {
        tcp_pair pair;
        std::thread other([&] { say(pair.theirs, "ab"); });
        char bytes[8];
        sum += ::read(pair.ours, bytes, sizeof bytes);
        other.join();
    }
    says.call("bytes", sum);
});

const check polled("close_does_not_end_a_poll", [](transcript& says) {
    socket_pair pair;
    pollfd set{pair.ours, POLLIN, 0};
    const meanwhile others(says, [&] { pair.ours.reset(); });
    const stopwatch time;
    says.call("poll", ::poll(&set, 1, 100));
    says.fact("took its time", time.shows_at_least(100ms));
});

const check accepting("close_does_not_end_an_accept", [](transcript& says) {
    tcp_listener listener;
    const int number = listener.fd.release();
    open_fd client(must(::socket(AF_INET, SOCK_STREAM, 0)));
    int result = -1;
    {
        const meanwhile others(says, [&] {
            ::close(number);
            ::usleep(5000);
            result = ::connect(client, listener.address(), listener.size);
        });
        const open_fd server(::accept(number, nullptr, nullptr));
        says.fact("accepts", server.get() != -1);
    }
    says.call("connect", result);
});

const check twice("close_of_what_is_closed_fails", [](transcript& says) {
    pipe_ends ends;
    const int number = ends.out.release();
    says.call("close", ::close(number));
    says.call("again", ::close(number));
    says.call("bad", ::close(-1));
    char byte;
    says.call("read", ::read(number, &byte, 1));
});

const check two_wait("close_leaves_two_waiting_reads_their_file",
                     [](transcript& says) {
                         pipe_ends ends;
                         const int number = ends.out.release();
                         ssize_t n = 0;
                         char mine = 0;
                         char yours = 0;
                         {
                             std::thread other(
                                 [&] { n = ::read(number, &yours, 1); });
                             const meanwhile others(says, [&] {
                                 ::usleep(5000); // for the other one
                                 ::close(number);
                                 say(ends.in, "xy");
                             });
                             says.call("read", ::read(number, &mine, 1));
                             other.join();
                         }
                         says.call("read", n);
                         says.fact("both", mine + yours == 'x' + 'y');
                         ::signal(SIGPIPE, SIG_IGN);
                         says.call("write", ::write(ends.in, "z", 1));
                     });

} // namespace
} // namespace net::checks_close
