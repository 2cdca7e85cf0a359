#include "exercises/runner/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <optional>
#include <utility>

#include "01-blocking/error.h"
#include "02-select-poll/nonblocking.h"

extern char** environ;

namespace course {
namespace {

constexpr std::size_t most_output = 256 * 1024; // bytes; what is older is lost

} // namespace

child_process::child_process(net::reactor& loop,
                             const std::vector<std::string>& command,
                             std::chrono::milliseconds limit, handler done)
    : loop_(loop), done_(std::move(done)) {
    // First this: a child may end before we have started to look.
    loop_.on_signal(SIGCHLD, [this] { look_whether_it_ended(); });
    try {
        start(command);
    } catch (...) {
        loop_.forget_signal(SIGCHLD);
        throw;
    }
    loop_.watch(output_.get(), net::interest::readable,
                [this] { read_output(); });
    limit_ = loop_.call_after(limit, [this] {
        ending_.timed_out = true;
        ::kill(-child_, SIGKILL);
    });
}

child_process::~child_process() {
    if (child_ == -1) return;
    stop_watching();
    ::kill(-child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
}

void child_process::start(const std::vector<std::string>& command) {
    int ends[2];
    net::check(::pipe2(ends, O_CLOEXEC), "pipe2");
    output_.reset(ends[0]);
    const net::unique_fd childs_end(ends[1]);
    net::set_nonblocking(output_.get());

    std::vector<char*> words;
    for (const std::string& word : command) {
        words.push_back(const_cast<char*>(word.c_str()));
    }
    words.push_back(nullptr);

    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, ends[1], 1);
    ::posix_spawn_file_actions_adddup2(&files, ends[1], 2);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    const int failure = ::posix_spawnp(&child_, words[0], &files, &attributes,
                                       words.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&files);
    if (failure != 0) {
        child_ = -1;
        throw std::system_error(failure, std::system_category(), command[0]);
    }
}

void child_process::read_output() {
    const std::span<char> room = loop_.scratch();
    const ssize_t n = ::read(output_.get(), room.data(), room.size());
    if (n > 0) {
        ending_.output.append(room.data(), static_cast<std::size_t>(n));
        if (ending_.output.size() > 2 * most_output) {
            ending_.output.erase(0, ending_.output.size() - most_output);
        }
    } else if (n == 0) {
        // It says nothing more, but it may run on: its end is a signal.
        loop_.update(output_.get(), net::interest::none);
    }
}

void child_process::look_whether_it_ended() {
    if (::waitpid(child_, &ending_.status, WNOHANG) != child_) return;
    // What it has written is in the pipe. Its own children may keep the other
    // end open for ever, so nobody waits for the end of the stream.
    int left = 0;
    do {
        read_output();
    } while (::ioctl(output_.get(), FIONREAD, &left) == 0 && left > 0);
    ::kill(-child_, SIGKILL);
    stop_watching();
    child_ = -1;
    const handler done = std::move(done_);
    const ending result = std::move(ending_);
    done(result); // may destroy this
}

void child_process::stop_watching() {
    loop_.forget(output_.get());
    loop_.forget_signal(SIGCHLD);
    loop_.cancel(limit_);
    output_.reset();
}

ending run_program(net::reactor& loop, const std::vector<std::string>& command,
                   std::chrono::milliseconds limit) {
    std::optional<ending> result;
    int signal = 0;
    {
        const child_process child(loop, command, limit, [&](const ending& how) {
            result = how;
            loop.stop();
        });
        for (const int number : {SIGINT, SIGTERM}) {
            loop.on_signal(number, [&loop, &signal, number] {
                signal = number;
                loop.stop();
            });
        }
        loop.run();
        for (const int number : {SIGINT, SIGTERM}) loop.forget_signal(number);
    }
    if (signal != 0) ::raise(signal); // as if we had not caught it
    return result.value_or(ending{-1, false, ""});
}

} // namespace course
