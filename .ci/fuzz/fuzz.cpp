// What libFuzzer calls again and again, to find bytes that a parser does not
// stand.
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include ".ci/fuzz/fuzz.h"

namespace {
const fuzz::target* chosen = nullptr;
}

/// By the environment, for libFuzzer starts itself again when it merges.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* const name = std::getenv("FUZZ_TARGET");
    for (const fuzz::target& each : fuzz::targets()) {
        if (name != nullptr && each.name == name) chosen = &each;
    }
    if (chosen == nullptr) {
        std::cerr << "usage: FUZZ_TARGET=lines fuzz [FOLDER]... "
                     "[-OPTION=VALUE]...\n";
        std::_Exit(2);
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes,
                                      std::size_t size) {
    try {
        chosen->check({reinterpret_cast<const char*>(bytes), size});
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        std::abort();
    }
    return 0;
}
