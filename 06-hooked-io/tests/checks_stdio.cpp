// Reading from FILEs on pipes and sockets.

#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/pipe_files.h"

namespace net::checks_stdio {
namespace {

const check a_line("stdio_fgets_waits_for_the_rest", [](transcript& says) {
    const pipe_files pipe;
    char line[64] = "";
    pipe.say("half a ");
    {
        const meanwhile others(says, [&] { pipe.say("line\nand more\n"); });
        says.fact("line", ::fgets(line, sizeof line, pipe.out) == line);
    }
    says.text("is", line);
    says.fact("short", ::fgets(line, 5, pipe.out) == line);
    says.text("is", line);
});

const check the_end("stdio_fgets_sees_the_end", [](transcript& says) {
    pipe_files pipe;
    char line[64] = "";
    pipe.say("no end");
    {
        const meanwhile others(
            says, [&] { ::fclose(std::exchange(pipe.in, nullptr)); });
        says.fact("line", ::fgets(line, sizeof line, pipe.out) == line);
    }
    says.text("is", line);
    says.fact("no more", ::fgets(line, sizeof line, pipe.out) == nullptr);
    says.fact("end", ::feof(pipe.out) != 0);
    says.fact("error", ::ferror(pipe.out) != 0);
});

const check bytes("stdio_fread_waits_for_all", [](transcript& says) {
    const pipe_files pipe;
    char all[16] = "";
    pipe.say("123");
    {
        const meanwhile others(says, [&] { pipe.say("4567890"); });
        says.call("fread", static_cast<long>(::fread(all, 2, 4, pipe.out)));
    }
    says.text("is", all);
    says.call("getc", ::getc(pipe.out));
    says.call("unget", ::ungetc('x', pipe.out));
    says.call("getc", ::getc(pipe.out));
    says.call("getc", ::getc(pipe.out));
});

const check a_byte("stdio_getc_waits", [](transcript& says) {
    const pipe_files pipe;
    {
        const meanwhile others(says, [&] { pipe.say("a"); });
        says.call("getc", ::getc(pipe.out));
    }
    const meanwhile others(says, [&] { pipe.say("b"); });
    says.call("unlocked", ::getc_unlocked(pipe.out));
});

// As a program has them that was compiled without optimisation.
const check called("stdio_getc_unlocked_waits", [](transcript& says) {
    const pipe_files pipe;
    for (int (*const get)(FILE*) : {::getc_unlocked, ::fgetc_unlocked}) {
        const meanwhile others(says, [&] { pipe.say("a"); });
        says.call("get", get(pipe.out));
    }
});

const check lines("stdio_getline_waits", [](transcript& says) {
    const pipe_files pipe;
    char* line = nullptr;
    std::size_t size = 0;
    const std::string longer(1000, 'z');
    {
        const meanwhile others(
            says, [&] { pipe.say((longer + "\nsecond;third").c_str()); });
        says.call("getline", ::getline(&line, &size, pipe.out));
    }
    says.fact("long", line == longer + "\n");
    says.call("getdelim", ::getdelim(&line, &size, ';', pipe.out));
    says.text("is", line);
    std::free(line);
});

const check scanned("stdio_scanf_waits", [](transcript& says) {
    const pipe_files pipe;
    int number = 0;
    char word[16] = "";
    pipe.say("12");
    {
        const meanwhile others(says, [&] { pipe.say("34 word\n"); });
        says.call("fscanf", ::fscanf(pipe.out, "%d %15s", &number, word));
    }
    says.text("number", std::to_string(number));
    says.text("word", word);
    says.call("rest", ::getc(pipe.out));
});

const check both_ways(
    "stdio_on_a_socket_flushes_before_it_reads", [](transcript& says) {
        socket_pair pair;
        FILE* const file = ::fdopen(::dup(pair.ours), "r+");
        std::thread echo([&] {
            char some[64];
            const ssize_t n = ::read(pair.theirs, some, sizeof some);
            must(static_cast<int>(
                ::write(pair.theirs, some, static_cast<std::size_t>(n))));
        });
        ::fputs("question\n", file);
        ::fflush(file);
        char line[64] = "";
        says.fact("answer", ::fgets(line, sizeof line, file) == line);
        says.text("is", line);
        echo.join();
        says.call("close", ::fclose(file));
    });

const check opened("stdio_popen_and_pclose", [](transcript& says) {
    FILE* const pipe = ::popen("echo out; exit 3", "r");
    char line[64] = "";
    says.fact("line", ::fgets(line, sizeof line, pipe) == line);
    says.text("is", line);
    says.call("pclose", WEXITSTATUS(::pclose(pipe)));
    pipe_ends ends;
    must(::dup2(ends.out, 9));
    FILE* const other = ::popen("read a; read b <&9; exit $a", "w");
    ::fputs("4\n", other);
    const meanwhile others(says, [&] { say(ends.in, "x\n"); });
    says.call("pclose", WEXITSTATUS(::pclose(other)));
});

const check streams("stdio_cin_waits", [](transcript& says) {
    pipe_ends ends;
    must(::dup2(ends.out, STDIN_FILENO));
    std::string word;
    std::string line;
    const meanwhile others(says, [&] { say(ends.in, "word and\nline\n"); });
    std::cin >> word;
    std::getline(std::cin, line);
    says.text("word", word);
    says.text("line", line);
    says.call("getchar", std::getchar());
});

} // namespace
} // namespace net::checks_stdio
