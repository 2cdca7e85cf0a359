// How threads end, and how the process ends with them.

#include <pthread.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <thread>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_thread_ends {
namespace {

const check throws("thread_with_an_exception_of_its_own", [](transcript& says) {
    // Each is in a catch of its own while the other throws.
    pipe_ends to_first;
    pipe_ends to_second;
    const auto rethrow = [&says](const char* name, auto wait) {
        try {
            try {
                throw std::string(name);
            } catch (...) {
                wait();
                throw;
            }
        } catch (const std::string& caught) {
            says.text("caught", caught);
        }
    };
    char byte = 0;
    std::thread first([&] {
        rethrow("first", [&] { (void)!::read(to_first.out, &byte, 1); });
        say(to_second.in, "x");
    });
    std::thread second([&] {
        rethrow("second", [&] {
            say(to_first.in, "x");
            (void)!::read(to_second.out, &byte, 1);
        });
    });
    first.join();
    second.join();
});

const check exit_ends("thread_exit_of_main_leaves_the_others",
                      [](transcript& says) {
                          // The last one that ends, ends the process.
                          static transcript* to = nullptr;
                          static pthread_t first;
                          to = &says;
                          first = ::pthread_self();
                          std::thread([] {
                              to->code("join main",
                                       ::pthread_join(first, nullptr));
                              to->text("the end", "of the last");
                          }).detach();
                          ::pthread_exit(nullptr);
                      });

const check exit_while("thread_exit_ends_those_who_wait", [](transcript& says) {
    static pipe_ends ends;
    std::thread([] {
        char byte = 0;
        (void)!::read(ends.out, &byte, 1);
    }).detach();
    says.text("the end", "of all");
    std::exit(0);
});

} // namespace
} // namespace net::checks_thread_ends
