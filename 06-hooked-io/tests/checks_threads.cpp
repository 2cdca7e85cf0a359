// Threads: how they begin, what they know of each other, and how they end.

#include <pthread.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_threads {
namespace {

void* give_back(void* given) {
    return given;
}

/// Waits until somebody writes into the pipe.
void* read_one(void* pipe) {
    char byte = 0;
    (void)!::read(static_cast<pipe_ends*>(pipe)->out, &byte, 1);
    return pipe;
}

const check passes_a_result("thread_passes_a_result", [](transcript& says) {
    int here = 0;
    pthread_t other{};
    void* result = nullptr;

    says.code("create", ::pthread_create(&other, nullptr, give_back, &here));
    says.code("join", ::pthread_join(other, &result));
    says.fact("its own", result == &here);
});

const check join_waits("thread_join_waits", [](transcript& says) {
    pipe_ends ends;
    pthread_t other{};
    void* result = nullptr;
    ::pthread_create(&other, nullptr, read_one, &ends);
    const meanwhile others(says, [&] { say(ends.in, "x"); });

    says.code("join", ::pthread_join(other, &result));
    says.fact("its own", result == &ends);
});

const check joins_twice("thread_cannot_join_itself", [](transcript& says) {
    says.code("join", ::pthread_join(::pthread_self(), nullptr));
});

const check joins_detached(
    "thread_detached_cannot_be_joined", [](transcript& says) {
        pipe_ends ends;
        pthread_t other{};
        ::pthread_create(&other, nullptr, read_one, &ends);
        says.code("detach", ::pthread_detach(other));
        says.code("again", ::pthread_detach(other));
        says.code("join", ::pthread_join(other, nullptr));
        say(ends.in, "x");
    });

const check begins_detached("thread_begins_detached", [](transcript& says) {
    pipe_ends ends;
    pthread_attr_t attributes;
    ::pthread_attr_init(&attributes);
    ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t other{};

    says.code("create", ::pthread_create(&other, &attributes, read_one, &ends));
    says.code("join", ::pthread_join(other, nullptr));
    say(ends.in, "x");
    ::pthread_attr_destroy(&attributes);
});

const check tries_to_join("thread_tryjoin_does_not_wait", [](transcript& says) {
    pipe_ends ends;
    pthread_t other{};
    void* result = nullptr;
    ::pthread_create(&other, nullptr, read_one, &ends);

    says.code("too early", ::pthread_tryjoin_np(other, &result));
    say(ends.in, "x");
    int code = EBUSY;
    while (code == EBUSY) {
        code = ::pthread_tryjoin_np(other, &result);
        ::sched_yield();
    }
    says.code("later", code);
    says.fact("its own", result == &ends);
});

const check joins_in_time("thread_timedjoin_gives_up", [](transcript& says) {
    pipe_ends ends;
    pthread_t other{};
    ::pthread_create(&other, nullptr, read_one, &ends);
    timespec end{};
    ::clock_gettime(CLOCK_REALTIME, &end);
    end.tv_nsec += 30'000'000;
    if (end.tv_nsec >= 1'000'000'000)
        ++end.tv_sec, end.tv_nsec -= 1'000'000'000;
    {
        const meanwhile others(says);
        says.code("timedjoin", ::pthread_timedjoin_np(other, nullptr, &end));
    }
    say(ends.in, "x");
    says.code("join", ::pthread_join(other, nullptr));
});

struct says_its_end {
    ~says_its_end() { says.text("destructor", "called"); }
    transcript& says;
};

void leave(transcript& says) {
    const says_its_end one{says};
    try {
        ::pthread_exit(&says);
    } catch (...) {
        says.text("catch", "all");
        throw;
    }
}

const check exits("thread_exit_unwinds", [](transcript& says) {
    pthread_t other{};
    void* result = nullptr;
    ::pthread_create(
        &other, nullptr,
        [](void* given) -> void* {
            auto& to = *static_cast<transcript*>(given);
            const says_its_end one{to};
            leave(to);
            to.text("never", "here");
            return nullptr;
        },
        &says);

    says.code("join", ::pthread_join(other, &result));
    says.fact("its own", result == &says);
});

const check selves("thread_knows_itself", [](transcript& says) {
    pthread_t inside{};
    pthread_t other{};
    ::pthread_create(
        &other, nullptr,
        [](void* into) -> void* {
            *static_cast<pthread_t*>(into) = ::pthread_self();
            return nullptr;
        },
        &inside);
    ::pthread_join(other, nullptr);

    says.fact("the same", ::pthread_equal(inside, other) != 0);
    says.fact("another", ::pthread_equal(::pthread_self(), other) == 0);
    says.fact("still me",
              ::pthread_equal(::pthread_self(), ::pthread_self()) != 0);
});

const std::thread::id before_main = std::this_thread::get_id();

const check is_the_same("thread_of_main_is_the_one_before_main",
                        [](transcript& says) {
                            says.fact("same", before_main ==
                                                  std::this_thread::get_id());
                        });

const check has_a_name("thread_has_a_name", [](transcript& says) {
    std::thread([&] {
        char name[16] = "";
        const pthread_t me = ::pthread_self();
        says.code("get", ::pthread_getname_np(me, name, sizeof name));
        says.text("inherited", name);
        says.code("set", ::pthread_setname_np(me, "worker"));
        says.code("get", ::pthread_getname_np(me, name, sizeof name));
        says.text("name", name);
        says.code("long", ::pthread_setname_np(me, "sixteen letters!"));
        says.code("small", ::pthread_getname_np(me, name, 3));
    }).join();
});

const check has_a_stack(
    "thread_has_the_stack_it_asked_for", [](transcript& says) {
        pthread_attr_t attributes;
        ::pthread_attr_init(&attributes);
        says.code("size", ::pthread_attr_setstacksize(&attributes, 1 << 20));
        pthread_t other{};
        ::pthread_create(
            &other, &attributes,
            [](void* to) -> void* {
                pthread_attr_t mine;
                void* bottom = nullptr;
                std::size_t size = 0;
                auto& its = *static_cast<transcript*>(to);
                its.code("attr", ::pthread_getattr_np(::pthread_self(), &mine));
                ::pthread_attr_getstack(&mine, &bottom, &size);
                const char* const here = reinterpret_cast<char*>(&mine);
                its.fact(
                    "inside",
                    here > bottom && here < static_cast<char*>(bottom) + size);
                its.fact("large", size >= (1 << 20) - 65536);
                char room[900 * 1024];
                std::memset(room, 1, sizeof room);
                its.fact("usable", room[sizeof room - 1] == 1);
                ::pthread_attr_destroy(&mine);
                return nullptr;
            },
            &says);
        says.code("join", ::pthread_join(other, nullptr));
    });

const check has_processors("thread_has_processors", [](transcript& says) {
    std::thread([&] {
        cpu_set_t set;
        sched_param values{};
        int policy = -1;
        const pthread_t me = ::pthread_self();
        says.code("affinity", ::pthread_getaffinity_np(me, sizeof set, &set));
        says.code("set", ::pthread_setaffinity_np(me, sizeof set, &set));
        says.code("sched", ::pthread_getschedparam(me, &policy, &values));
        says.fact("other", policy == SCHED_OTHER);
        clockid_t clock{};
        says.code("clock", ::pthread_getcpuclockid(me, &clock));
    }).join();
});

const check are_many("thread_there_are_many", [](transcript& says) {
    constexpr int count = 500;
    pipe_ends ends;
    std::vector<pthread_t> all(count);
    int failures = 0;
    for (pthread_t& one : all) {
        failures += ::pthread_create(&one, nullptr, read_one, &ends);
    }
    const std::string bytes(count, 'x');
    say(ends.in, bytes);
    for (const pthread_t one : all) failures += ::pthread_join(one, nullptr);
    says.code("failures", failures);
});

} // namespace
} // namespace net::checks_threads
