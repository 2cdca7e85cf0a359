// How a program that knows nothing of us gets a scheduler: libc's own first
// function is hooked, and main() becomes the first coroutine.

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>

#include "05-ucontext-coroutines/trace_file.h"
#include "06-hooked-io/descriptor_birth.h"
#include "06-hooked-io/descriptor_facts.h"
#include "06-hooked-io/hooked_thread.h"
#include "06-hooked-io/parking_lot.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/report.h"
#include "06-hooked-io/settings.h"
#include "06-hooked-io/watchdog.h"
#include "06-hooked-io/worker.h"

namespace {

using main_function = int(int, char**, char**);

main_function* programs_main = nullptr;

/// Null, or one that outlives all coroutines. What is traced after the
/// program's last words is lost.
net::trace_file* make_trace() {
    if (net::settings().trace.empty()) return nullptr;
    static net::trace_file* trace = nullptr;
    const net::own_descriptors ours;
    net::unique_fd file = net::trace_file::create(net::settings().trace);
    trace = new net::trace_file(net::unique_fd(net::note_own(file.release())));
    std::atexit([] { trace->finish(); });
    return trace;
}

/// What is made at its first use takes a lock for that. Here nobody else runs,
/// who could fork in that moment and leave the lock to his child.
void use_for_the_first_time() {
    const net::futex_word nobody = 0;
    net::futex_wake(nobody, 1);
    net::facts_of(STDIN_FILENO);
}

void make_workers() {
    net::scheduler_settings settings;
    settings.trace = make_trace();
    for (std::size_t i = 0; i < net::settings().threads; ++i) {
        const net::own_descriptors high; // the program's first is 3, as ever
        net::workers().push_back(std::make_unique<net::worker>(settings));
    }
    for (std::size_t i = 1; i < net::workers().size(); ++i) {
        net::start_os_thread(
            [](void* one) { static_cast<net::worker*>(one)->run(); },
            net::workers()[i].get());
    }
}

/// Makes all that main() needs to be a coroutine, and that one.
/// Errors:   std::system_error if the system has no more to give
void begin(int argc, char** argv, char** environment) {
    use_for_the_first_time();
    make_workers();
    net::start_watchdog();
    net::worker& first = *net::workers().front();
    if (net::settings().lists) {
        const net::hooks_off plain;
        first.loop.on_signal(SIGQUIT, net::list_coroutines);
    }
    net::start_main([=] { std::exit(programs_main(argc, argv, environment)); });
}

/// Until a coroutine calls exit(): main() does when it returns, as in C, and
/// so does the last one that ends.
int main_as_coroutine(int argc, char** argv, char** environment) {
    if (net::settings().threads == 0) {
        return programs_main(argc, argv, environment);
    }
    try {
        begin(argc, argv, environment);
    } catch (const std::exception& failure) { // out of descriptors, say
        std::fprintf(stderr, "hooked_io: %s\n", failure.what());
        return EXIT_FAILURE;
    }
    net::workers().front()->run();
}

} // namespace

// [lesson: start]
extern "C" int __libc_start_main(main_function* main, int argc, char** argv,
                                 void (*init)(), void (*fini)(),
                                 void (*rtld_fini)(), void* stack_end) {
    using function = int(main_function*, int, char**, void (*)(), void (*)(),
                         void (*)(), void*);
    programs_main = main;
    return net::real_call<function>("__libc_start_main")(
        main_as_coroutine, argc, argv, init, fini, rtld_fini, stack_end);
}
// [end]
