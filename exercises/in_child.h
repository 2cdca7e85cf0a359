// Runs what may crash or hang in a process of its own, so that the tests go on.
#pragma once

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "01-blocking/error.h"
#include "01-blocking/unique_fd.h"

namespace net {

/// How long to wait for a child: the first one that hangs has used it up, so
/// that a program with several of them still comes to its end.
inline unsigned child_patience = 4; // seconds

/// Calls `work` in a child process.
/// Shape:    what `work` returns, a short std::string; or "threw: ...", "died:
///           ..." or "did not end"
template <class Work>
std::string in_child(Work work) {
    int ends[2];
    check(::pipe(ends), "pipe");
    unique_fd ours(ends[0]), theirs(ends[1]);
    std::fflush(nullptr); // or both would write what is left
    const pid_t child = check(::fork(), "fork");
    if (child == 0) {
        ::signal(SIGALRM, SIG_DFL);
        ::alarm(child_patience);
        std::string said;
        try {
            said = work();
        } catch (const std::exception& error) {
            said = std::string("threw: ") + error.what();
        }
        (void)!::write(theirs.get(), said.data(), said.size());
        std::exit(0); // a sanitizer has its last word there
    }
    theirs.reset();
    char text[4096];
    std::string said;
    for (ssize_t n; (n = ::read(ours.get(), text, sizeof text)) > 0;) {
        said.append(text, static_cast<std::size_t>(n));
    }
    int status = 0;
    check(::waitpid(child, &status, 0), "waitpid");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return said;
    if (!WIFSIGNALED(status)) return said + " died: exit with an error";
    if (WTERMSIG(status) != SIGALRM) {
        return said + " died: " + ::strsignal(WTERMSIG(status));
    }
    child_patience = 1;
    return said + " did not end";
}

} // namespace net
