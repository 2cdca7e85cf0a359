#include "06-hooked-io/report.h"

#include <cstdio>
#include <string>

#include "06-hooked-io/settings.h"
#include "06-hooked-io/worker.h"

namespace net {
namespace {

void print(const std::string& text) {
    const hooks_off plain;
    std::fputs(text.c_str(), stderr);
}

void list_on(worker& home) {
    home.flows.post([&home] {
        const std::size_t n = home.flows.size();
        print(std::to_string(n) + (n == 1 ? " coroutine\n" : " coroutines\n") +
              home.flows.list());
    });
}

} // namespace

void list_coroutines() {
    for (const auto& each : workers()) list_on(*each);
}

void report_all_asleep() {
    print("hooked_io: every coroutine waits for another one\n");
    if (!settings().notes_places()) {
        print("hooked_io: HOOKED_IO_LIST=1 notes where each is started\n");
    }
    list_coroutines();
}

} // namespace net
