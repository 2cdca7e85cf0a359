// Writing to FILEs on pipes.

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/pipe_files.h"

namespace net::checks_stdio_output {
namespace {

/// Reads all that comes, when the writer waits.
std::string read_all(int fd) {
    std::string all;
    char some[4096];
    for (;;) {
        const ssize_t n = ::read(fd, some, sizeof some);
        if (n <= 0) return all;
        all.append(some, static_cast<std::size_t>(n));
    }
}

const check large("stdio_fwrite_waits_for_room", [](transcript& says) {
    pipe_files pipe;
    const std::string much(1'000'000, 'm');
    std::string got;
    {
        const meanwhile others(says,
                               [&] { got = read_all(::fileno(pipe.out)); });
        says.call("fwrite", static_cast<long>(::fwrite(much.data(), 1,
                                                       much.size(), pipe.in)));
        says.call("close", ::fclose(std::exchange(pipe.in, nullptr)));
    }
    says.fact("all", got == much);
});

// As a program has them that was compiled without optimisation.
const check called("stdio_putc_unlocked_waits_for_room", [](transcript& says) {
    pipe_files pipe;
    std::string got;
    {
        const meanwhile others(says,
                               [&] { got = read_all(::fileno(pipe.out)); });
        for (int (*const put)(int, FILE*) :
             {::putc_unlocked, ::fputc_unlocked}) {
            for (int i = 0; i < 100'000; ++i) put('a' + i % 26, pipe.in);
        }
        ::fclose(std::exchange(pipe.in, nullptr));
    }
    says.call("size", static_cast<long>(got.size()));
});

const check formatted("stdio_printf_waits_for_room", [](transcript& says) {
    pipe_files pipe;
    std::string got;
    {
        const meanwhile others(says,
                               [&] { got = read_all(::fileno(pipe.out)); });
        int sum = 0;
        for (int i = 0; i < 20'000; ++i) {
            sum += ::fprintf(pipe.in, "%06d %s\n", i, "line");
        }
        says.call("sum", sum);
        says.call("flush", ::fflush(pipe.in));
        says.call("dprintf", ::dprintf(::fileno(pipe.in), "%s", "by number"));
        ::fclose(std::exchange(pipe.in, nullptr));
    }
    says.call("size", static_cast<long>(got.size()));
    says.fact("end", got.ends_with("019999 line\nby number"));
});

const check buffers("stdio_buffers_as_it_is_told", [](transcript& says) {
    const pipe_files pipe;
    char some[64] = "";
    const auto there = [&] {
        const int fd = ::fileno(pipe.out);
        ::fcntl(fd, F_SETFL, O_NONBLOCK);
        std::memset(some, 0, sizeof some);
        says.call("there", ::read(fd, some, sizeof some));
        says.text("is", some);
    };
    says.call("full", ::fputs("full", pipe.in));
    there();
    says.call("flush", ::fflush(pipe.in));
    there();
    says.call("lines", ::setvbuf(pipe.in, nullptr, _IOLBF, 0));
    ::fprintf(pipe.in, "a line\nand");
    there();
    ::fputc('\n', pipe.in);
    there();
    says.call("none", ::setvbuf(pipe.in, nullptr, _IONBF, 0));
    ::putc_unlocked('x', pipe.in);
    there();
});

const check broken("stdio_hears_that_nobody_reads", [](transcript& says) {
    ::signal(SIGPIPE, SIG_IGN);
    pipe_files pipe;
    ::fclose(std::exchange(pipe.out, nullptr));
    says.call("fputs", ::fputs("text", pipe.in));
    says.call("flush", ::fflush(pipe.in));
    says.fact("error", ::ferror(pipe.in) != 0);
});

const check wrong_way("stdio_the_wrong_way", [](transcript& says) {
    const pipe_files pipe;
    says.call("put", ::fputs("text", pipe.out));
    says.call("get", ::getc(pipe.in));
    says.fact("errors", ::ferror(pipe.in) != 0 && ::ferror(pipe.out) != 0);
});

const check locked("stdio_a_locked_file_stays_whole", [](transcript& says) {
    pipe_files pipe;
    std::string got;
    std::thread reader([&] { got = read_all(::fileno(pipe.out)); });
    std::vector<std::thread> all;
    for (int i = 0; i < 4; ++i) {
        all.emplace_back([&, i] {
            for (int n = 0; n < 50; ++n) {
                ::flockfile(pipe.in);
                ::fprintf(pipe.in, "%d", i);
                ::sched_yield();
                ::fprintf(pipe.in, "%d\n", i);
                ::funlockfile(pipe.in);
            }
        });
    }
    for (std::thread& one : all) one.join();
    ::fclose(std::exchange(pipe.in, nullptr));
    reader.join();
    bool whole = got.size() == 4 * 50 * 3;
    for (std::size_t at = 0; whole && at < got.size(); at += 3) {
        whole = got[at] == got[at + 1] && got[at + 2] == '\n';
    }
    says.fact("whole", whole);
});

} // namespace
} // namespace net::checks_stdio_output
