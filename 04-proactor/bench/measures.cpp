// Compiled twice: for this chapter's library, and for Asio. To a program they
// are the same but for the namespace.
#include "04-proactor/bench/measures.h"

#include <atomic>
#include <cstdlib>
#include <system_error>
#include <thread>

#if MEASURE_ASIO
#include <asio.hpp>
namespace library = asio;
#define MEASURES measures_of_asio
#else
#include "04-proactor/net.h"
namespace library = net;
#define MEASURES measures_of_net
#endif

namespace {

using namespace std::chrono_literals;
using library::io_context;
using library::steady_timer;
using std::chrono::nanoseconds;
using clock = std::chrono::steady_clock;

constexpr int batch = 1000;

void expect(bool truth) {
    if (!truth) std::abort();
}

template <class Function>
nanoseconds time_of(Function function) {
    const clock::time_point begin = clock::now();
    function();
    return clock::now() - begin;
}

nanoseconds post_then_run(int times) {
    io_context loop;
    int calls = 0;
    return time_of([&] {
        for (int done = 0; done < times; done += batch) {
            for (int i = 0; i < batch; ++i)
                library::post(loop, [&] { ++calls; });
            loop.run();
            loop.restart();
        }
        expect(calls == times);
    });
}

struct self_posting {
    void operator()() const {
        if (--left > 0) library::post(loop, *this);
    }
    io_context& loop;
    int& left;
};

nanoseconds post_from_itself(int times) {
    io_context loop;
    return time_of([&] {
        library::post(loop, self_posting{loop, times});
        loop.run();
        expect(times == 0);
    });
}

template <int Threads>
nanoseconds post_from_another_thread(int times) {
    io_context loop;
    auto guard = library::make_work_guard(loop);
    std::atomic<int> calls{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < Threads; ++i) threads.emplace_back([&] { loop.run(); });
    return time_of([&] {
        for (int i = 0; i < times; ++i) {
            library::post(loop, [&] { ++calls; });
        }
        guard.reset();
        for (std::thread& each : threads) each.join();
        expect(calls == times);
    });
}

std::vector<steady_timer> make_timers(io_context& loop, int count) {
    std::vector<steady_timer> timers;
    for (int i = 0; i < count; ++i) timers.emplace_back(loop);
    return timers;
}

template <int Pending>
nanoseconds timer_fired(int times) {
    io_context loop;
    std::vector<steady_timer> timers = make_timers(loop, Pending);
    int calls = 0;
    return time_of([&] {
        for (int done = 0; done < times; done += Pending) {
            auto when = clock::now();
            for (steady_timer& each : timers) {
                each.expires_at(when += 1ns);
                each.async_wait([&](std::error_code) { ++calls; });
            }
            loop.run();
            loop.restart();
        }
        expect(calls >= times);
    });
}

template <int Pending>
nanoseconds timer_cancelled(int times) {
    io_context loop;
    std::vector<steady_timer> timers = make_timers(loop, Pending);
    int calls = 0;
    return time_of([&] {
        for (int done = 0; done < times; done += Pending) {
            for (steady_timer& each : timers) {
                each.expires_after(1h);
                each.async_wait([&](std::error_code) { ++calls; });
            }
            for (steady_timer& each : timers) each.cancel();
            loop.run();
            loop.restart();
        }
        expect(calls >= times);
    });
}

/// The idle timeouts of as many connections, one of which has just been used.
template <int Pending>
nanoseconds timer_moved_back(int times) {
    io_context loop;
    std::vector<steady_timer> timers = make_timers(loop, Pending);
    int calls = 0;
    for (steady_timer& each : timers) {
        each.expires_after(1h);
        each.async_wait([&](std::error_code) { ++calls; });
    }
    const nanoseconds time = time_of([&] {
        std::size_t next = 0;
        for (int i = 0; i < times; ++i) {
            steady_timer& used = timers[next];
            used.expires_after(1h);
            used.async_wait([&](std::error_code) { ++calls; });
            next = (next + 7919) % timers.size();
            if (i % 16 == 15) loop.poll(); // the cancelled waits
        }
        loop.poll();
        expect(calls == times);
    });
    return time;
}

} // namespace

std::vector<measure> MEASURES() {
    return {
        {"post, then run", 100 * batch, post_then_run},
        {"post from the running handler", 100'000, post_from_itself},
        {"post from a thread to 1", 100'000, post_from_another_thread<1>},
        {"post from a thread to 2", 100'000, post_from_another_thread<2>},
        {"timer fired, of 100", 50'000, timer_fired<100>},
        {"timer fired, of 10,000", 50'000, timer_fired<10'000>},
        {"timer cancelled, of 100", 50'000, timer_cancelled<100>},
        {"timer cancelled, of 10,000", 50'000, timer_cancelled<10'000>},
        {"timer moved back, of 100", 50'000, timer_moved_back<100>},
        {"timer moved back, of 10,000", 50'000, timer_moved_back<10'000>},
    };
}
