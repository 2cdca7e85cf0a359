// What is measured: the same functions of two libraries.
#pragma once

#include <chrono>
#include <vector>

/// Does something `times` times, in contexts of its own.
/// Shape:    how long it took
struct measure {
    const char* name;
    int times;
    std::chrono::nanoseconds (*run)(int times);
};

std::vector<measure> measures_of_net();
std::vector<measure> measures_of_asio();
