#include "06-hooked-io/program_place.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <unwind.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <span>

#include "06-hooked-io/hooked_io.h"

namespace net {
namespace {

using frames = std::array<void*, 32>;

std::string hexadecimal(std::uintptr_t number) {
    char text[24];
    std::snprintf(text, sizeof text, "+0x%zx",
                  static_cast<std::size_t>(number));
    return text;
}

std::string demangled(const char* symbol) {
    int failure = 0;
    const std::unique_ptr<char, void (*)(void*)> name(
        abi::__cxa_demangle(symbol, nullptr, nullptr, &failure), &std::free);
    return failure == 0 ? name.get() : symbol;
}

std::string_view file_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

/// What a program calls to start a coroutine.
bool is_way_in(void* address) {
    const void* const function =
        ::_Unwind_FindEnclosingFunction(static_cast<char*>(address) - 1);
    return function == reinterpret_cast<void*>(&::pthread_create) ||
           function == reinterpret_cast<void*>(&::hooked_io_go) ||
           function == reinterpret_cast<void*>(&net::go);
}

const void* caller_of_ours() {
    frames all;
    const int n = ::backtrace(all.data(), static_cast<int>(all.size()));
    const std::span<void*> stack(all.data(), static_cast<std::size_t>(n));
    const auto way_in =
        std::find_if(stack.rbegin(), stack.rend(), is_way_in).base();
    if (way_in == stack.begin()) return nullptr; // main()'s own coroutine
    const auto caller =
        std::find_if_not(way_in, stack.end(), [](const void* address) {
            return is_in_library(address, "libstdc++");
        });
    return caller == stack.end() ? nullptr : *caller;
}

} // namespace

bool is_in_library(const void* address, std::string_view name) {
    Dl_info about{};
    return ::dladdr(address, &about) != 0 && about.dli_fname &&
           file_name(about.dli_fname).starts_with(name);
}

std::string name_of_code(const void* address) {
    Dl_info about{};
    if (::dladdr(address, &about) == 0 || !about.dli_fname) {
        return hexadecimal(reinterpret_cast<std::uintptr_t>(address));
    }
    const auto from = [address](const void* base) {
        return hexadecimal(reinterpret_cast<std::uintptr_t>(address) -
                           reinterpret_cast<std::uintptr_t>(base));
    };
    const std::string file(file_name(about.dli_fname));
    if (!about.dli_sname) return file + from(about.dli_fbase);
    return demangled(about.dli_sname) + from(about.dli_saddr) + " in " + file;
}

source_place program_place() {
    static auto* const known = new std::map<const void*, std::string>;
    static std::mutex mutex;
    const hooks_off plain;
    const void* const caller = caller_of_ours();
    if (!caller) return {"the program's start", 0};
    const std::lock_guard lock(mutex);
    const auto [place, is_new] = known->try_emplace(caller);
    if (is_new) place->second = name_of_code(caller);
    return {place->second.c_str(), 0};
}

} // namespace net
