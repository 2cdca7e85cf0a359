#include "01-blocking/contract/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "01-blocking/contract/waiting.h"
#include "01-blocking/error.h"
#include "01-blocking/stream.h"

namespace net {
namespace {

/// Becomes the program, in the child of a fork: only async-signal-safe calls
/// from here on, for another thread of ours may have held a lock.
[[noreturn]] void become(char* const* command, std::size_t descriptors,
                         int input, int output, int errors) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (descriptors > 0) {
        const rlimit limit{descriptors, descriptors};
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    // An ignored signal stays ignored in the new program. Whoever started us
    // must not decide whether the server survives SIGPIPE or hears SIGINT.
    for (const int number : {SIGPIPE, SIGINT, SIGTERM}) {
        std::signal(number, SIG_DFL);
    }
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    ::execvp(command[0], command);
    ::dprintf(STDERR_FILENO, "%s: %s\n", command[0], std::strerror(errno));
    ::_exit(127);
}

bool is_readable(int fd, server_process::milliseconds within) {
    pollfd waiting{fd, POLLIN, 0};
    return ::poll(&waiting, 1, static_cast<int>(within.count())) == 1;
}

} // namespace

server_process::server_process(const std::vector<std::string>& command,
                               std::size_t descriptors) {
    std::vector<char*> words;
    for (const std::string& word : command) {
        words.push_back(const_cast<char*>(word.c_str())); // execvp(3)'s shape
    }
    words.push_back(nullptr);
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    standard_output_.reset(ends[0]);
    const unique_fd output(ends[1]);
    const unique_fd input(
        check(::open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null"));
    standard_error_.reset(
        check(::memfd_create("stderr", MFD_CLOEXEC), "memfd_create"));

    // When the server dies, its children become ours instead of init's, so
    // that they can be waited for and nothing is left behind.
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_ = check(::fork(), "fork");
    if (pid_ == 0) {
        become(words.data(), descriptors, input.get(), output.get(),
               standard_error_.get());
    }
    ::setpgid(pid_, pid_); // here too: the child may not have run yet
    ending_.reset(check(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)),
                        "pidfd_open"));
}

server_process::~server_process() {
    if (is_gone_) return;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(-pid_, nullptr, 0) > 0 || errno == EINTR) {
    }
}

std::optional<std::string> server_process::first_line(milliseconds within) {
    const deadline end = deadline_after(within);
    while (output_.find('\n') == output_.npos) {
        if (!read_output(time_left(end))) return std::nullopt;
    }
    return output_.substr(0, output_.find('\n'));
}

void server_process::signal(int number) {
    // Once waited for, its number may belong to another process.
    if (!status_) ::kill(pid_, number);
}

std::optional<int> server_process::wait(milliseconds within) {
    if (!status_ && is_readable(ending_.get(), within)) {
        int status = 0;
        check(::waitpid(pid_, &status, 0), "waitpid");
        status_ = status;
    }
    return status_;
}

bool server_process::is_gone(milliseconds within) {
    if (!wait(within)) return false;
    is_gone_ = becomes_true(within, [&] {
        while (::waitpid(-pid_, nullptr, WNOHANG) > 0) {
        }
        return ::kill(-pid_, 0) == -1;
    });
    return is_gone_;
}

std::string server_process::output() {
    while (read_output(milliseconds(0))) {
    }
    return output_;
}

std::string server_process::complaints() const {
    std::string text;
    std::array<char, 4096> bytes;
    for (;;) {
        const ssize_t n =
            ::pread(standard_error_.get(), bytes.data(), bytes.size(),
                    static_cast<off_t>(text.size()));
        if (n <= 0) return text;
        text.append(bytes.data(), static_cast<std::size_t>(n));
    }
}

/// False if nothing comes `within`, or nothing will ever come again.
bool server_process::read_output(milliseconds within) {
    if (!is_readable(standard_output_.get(), within)) return false;
    std::array<char, 4096> bytes;
    std::error_code error;
    const std::size_t n = read_some(standard_output_.get(), bytes, error);
    output_.append(bytes.data(), n);
    return n > 0;
}

std::string describe_status(int status) {
    if (WIFEXITED(status)) {
        return "exit code " + std::to_string(WEXITSTATUS(status));
    }
    const int number = WTERMSIG(status);
    return "killed by signal " + std::to_string(number) + " (" +
           ::strsignal(number) + ")";
}

} // namespace net
