// For the tests of signal sets: a handler that writes down what it was told.
#pragma once

#include <system_error>
#include <vector>

struct signal_record {
    auto handler() {
        return [this](std::error_code error, int signal) {
            errors.push_back(error);
            signals.push_back(signal);
        };
    }

    std::vector<int> signals;
    std::vector<std::error_code> errors;
};
