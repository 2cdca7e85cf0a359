// Tests that run once for each way to switch that this machine has.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "05-ucontext-coroutines/coroutine.h"

namespace net {

/// Each file gives it another name, that of what it tests.
class any_switch : public testing::TestWithParam<std::string> {
protected:
    template <class Body>
    coroutine make(Body body, const char* name = "a coroutine") const {
        return coroutine(std::move(body), stack(default_stack_size), how, name);
    }

    const switch_kind how = parse_switch(GetParam());
};

/// For INSTANTIATE_TEST_SUITE_P: all of them, and how they are called.
inline auto all_switches() {
    return testing::ValuesIn(switch_names());
}
inline std::string name_of_switch(
    const testing::TestParamInfo<std::string>& of) {
    return of.param;
}

/// What() of the std::logic_error that `call` throws.
template <class Call>
std::string logic_error_of(Call call) {
    try {
        call();
    } catch (const std::logic_error& error) {
        return error.what();
    }
    return "no std::logic_error";
}

} // namespace net
