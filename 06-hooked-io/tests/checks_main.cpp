// Runs one check, or names them all. It knows nothing of hooks.
#include <cstdio>

#include "06-hooked-io/tests/check.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        for (auto* one = net::check::first(); one; one = one->next()) {
            std::puts(one->name());
        }
        return 0;
    }
    const net::check* const one = net::check::find(argv[1]);
    if (one == nullptr) {
        std::fprintf(stderr, "no check '%s'\n", argv[1]);
        return 2;
    }
    net::transcript says;
    one->run(says);
    says.text("the end", one->name());
    return 0;
}
