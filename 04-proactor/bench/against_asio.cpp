// Measures this chapter's library and Asio in turn: against_asio [ROUNDS
// [WORD]], where only what has WORD in its name is measured.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "04-proactor/bench/measures.h"

namespace {

/// Nanoseconds for one of what `one` measures.
double time_each(const measure& one) {
    return static_cast<double>(one.run(one.times).count()) / one.times;
}

double median(std::vector<double> all) {
    const auto middle =
        all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    return *middle;
}

/// Machines drift: what counts is the ratio of two neighbours in time.
void compare(const measure& ours, const measure& theirs, int rounds) {
    std::vector<double> our_times, their_times, ratios;
    for (int i = 0; i < rounds; ++i) {
        our_times.push_back(time_each(ours));
        their_times.push_back(time_each(theirs));
        ratios.push_back(our_times.back() / their_times.back());
    }
    std::printf("%-30s %8.0f ns %8.0f ns %8.2f\n", ours.name, median(our_times),
                median(their_times), median(ratios));
    std::fflush(stdout);
}

} // namespace

int main(int count, char** arguments) {
    const int rounds = count > 1 ? std::atoi(arguments[1]) : 15;
    const char* word = count > 2 ? arguments[2] : "";
    if (rounds < 1 || count > 3) {
        std::fputs("usage: against_asio [ROUNDS [WORD]]\n", stderr);
        return 2;
    }
    // A process that has ever had two threads: until then glibc's mutexes need
    // no atomic instructions, and nobody's loop is so alone for long.
    std::thread([] {}).join();

    const std::vector<measure> ours = measures_of_net();
    const std::vector<measure> theirs = measures_of_asio();
    std::printf("%-30s %11s %11s %8s\n", "each, median", "net", "asio",
                "net/asio");
    for (std::size_t i = 0; i < ours.size(); ++i) {
        if (std::strstr(ours[i].name, word))
            compare(ours[i], theirs[i], rounds);
    }
}
