// pthread keys, and what is called once.

#include <pthread.h>
#include <unistd.h>

#include <mutex>
#include <stdexcept>
#include <string>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_keys {
namespace {

transcript* told = nullptr; // by destructors, which have no other way
pthread_key_t key;

const check own("key_has_a_value_for_each_thread", [](transcript& says) {
    int mine = 0;
    int its = 0;
    says.code("create", ::pthread_key_create(&key, nullptr));
    says.code("set", ::pthread_setspecific(key, &mine));
    std::thread([&] {
        says.fact("empty", ::pthread_getspecific(key) == nullptr);
        ::pthread_setspecific(key, &its);
        ::sched_yield();
        says.fact("its", ::pthread_getspecific(key) == &its);
    }).join();
    says.fact("mine", ::pthread_getspecific(key) == &mine);
});

const check destroyed("key_calls_its_destructor", [](transcript& says) {
    told = &says;
    ::pthread_key_create(&key, [](void* value) {
        told->text("destroyed", static_cast<const char*>(value));
        told->fact("gone", ::pthread_getspecific(key) == nullptr);
    });
    static char value[] = "the value";
    std::thread([] { ::pthread_setspecific(key, value); }).join();
    says.text("then", "joined");
});

const check in_rounds("key_calls_destructors_in_rounds", [](transcript& says) {
    told = &says;
    ::pthread_key_create(&key, [](void* value) {
        told->text("round", "one");
        ::pthread_setspecific(key, value); // for ever; but they stop
    });
    std::thread([&] { ::pthread_setspecific(key, &says); }).join();
});

const check at_exit("key_destructors_see_pthread_exit", [](transcript& says) {
    told = &says;
    ::pthread_key_create(&key, [](void*) { told->text("destructor", "yes"); });
    std::thread([&] {
        ::pthread_setspecific(key, &says);
        ::pthread_exit(nullptr);
    }).join();
});

const check again("key_made_again_is_empty", [](transcript& says) {
    pthread_key_t first{};
    pthread_key_t second{};
    ::pthread_key_create(&first, nullptr);
    std::thread([&] {
        ::pthread_setspecific(first, &says);
        says.code("delete", ::pthread_key_delete(first));
        ::pthread_key_create(&second, nullptr);
        says.fact("same number", first == second);
        says.fact("empty", ::pthread_getspecific(second) == nullptr);
    }).join();
});

const check wrong("key_that_is_none", [](transcript& says) {
    ::pthread_key_create(&key, nullptr);
    ::pthread_key_delete(key);
    says.code("set", ::pthread_setspecific(key, &says));
    says.code("delete", ::pthread_key_delete(key));
    says.code("far", ::pthread_setspecific(100'000, &says));
    says.fact("get", ::pthread_getspecific(100'000) == nullptr);
});

const check many("key_there_are_so_many_of", [](transcript& says) {
    int n = 0;
    pthread_key_t one{};
    int code = 0;
    while ((code = ::pthread_key_create(&one, nullptr)) == 0) ++n;
    says.code("the last", code);
    says.fact("many", n > 1000);
    says.fact("last one", ::pthread_setspecific(one, &says) == 0);
});

const int before_main = [] {
    ::pthread_key_create(&key, nullptr);
    return ::pthread_setspecific(key, &key);
}();

const check kept("key_set_before_main_is_kept", [](transcript& says) {
    says.code("before", before_main);
    says.fact("kept", ::pthread_getspecific(key) == &key);
});

const check once("once_is_once", [](transcript& says) {
    static pthread_once_t control = PTHREAD_ONCE_INIT;
    static int calls = 0;
    for (int i = 0; i < 3; ++i) {
        says.code("once", ::pthread_once(&control, [] { ++calls; }));
    }
    says.text("calls", std::to_string(calls));
});

const check waits("once_waits_for_the_first", [](transcript& says) {
    static std::once_flag flag;
    static pipe_ends ends;
    static std::atomic<bool> is_inside = false;
    std::atomic<bool> is_done = false;
    std::thread first([&] {
        std::call_once(flag, [&] {
            char byte = 0;
            is_inside = true;
            (void)!::read(ends.out, &byte, 1);
            is_done = true;
        });
    });
    while (!is_inside) ::sched_yield();
    {
        const meanwhile others(says, [] { say(ends.in, "x"); });
        std::call_once(flag, [&] { says.text("never", "here"); });
    }
    says.fact("done", is_done);
    first.join();
});

const check once_more("once_is_not_what_throws", [](transcript& says) {
    std::once_flag flag;
    for (int i = 0; i < 3; ++i) {
        try {
            std::call_once(flag, [&] {
                says.text("try", std::to_string(i));
                if (i == 0) throw std::runtime_error("no");
            });
        } catch (const std::runtime_error& caught) {
            says.text("caught", caught.what());
        }
    }
});

} // namespace
} // namespace net::checks_keys
