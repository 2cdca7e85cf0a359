// An answer on trial: built with its test, then run.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "03-epoll-reactor/reactor.h"
#include "exercises/runner/child_process.h"
#include "exercises/runner/verdict.h"

namespace course {

/// Where the build is, and how it is asked for a program.
struct build_tree {
    std::string cmake;
    std::string folder;
    std::string programs; // the folder that test programs are built into

    std::vector<std::string> command(const std::string& target) const {
        return {cmake, "--build", folder, "--target", target};
    }
};

/// Builds `program` and runs it, without waiting. Destroying it ends it.
/// Threads:  the reactor's
class trial {
public:
    using handler = std::function<void(const verdict&)>;

    /// Calls `done` once, from the loop, and may be destroyed by that.
    trial(net::reactor& loop, const build_tree& build, std::string program,
          handler done);

private:
    void run();
    void tell(const verdict& result);

    net::reactor& loop_;
    const build_tree& build_;
    const std::string program_;
    handler done_;
    std::unique_ptr<child_process> step_; // building, then running
};

/// The same, waiting for it.
verdict try_out(net::reactor& loop, const build_tree& build,
                const std::string& program);

} // namespace course
