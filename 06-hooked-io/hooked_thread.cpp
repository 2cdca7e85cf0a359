#include "06-hooked-io/hooked_thread.h"

#include <sys/resource.h>

#include <mutex>
#include <unordered_set>

#include "06-hooked-io/real_call.h"
#include "06-hooked-io/thread_keys.h"
#include "06-hooked-io/worker.h"

namespace net {
namespace {

constexpr std::size_t fallback_stack_size = 8 * 1024 * 1024; // bytes

/// All that are alive or can still be joined.
class registry {
public:
    void add(hooked_thread& one) {
        const hooks_off plain;
        const std::lock_guard lock(mutex_);
        all_.insert(&one);
    }
    void remove(hooked_thread& one) {
        const hooks_off plain;
        const std::lock_guard lock(mutex_);
        all_.erase(&one);
    }
    hooked_thread* find(pthread_t name) {
        const hooks_off plain;
        const std::lock_guard lock(mutex_);
        auto* const one = reinterpret_cast<hooked_thread*>(name);
        return all_.contains(one) ? one : nullptr;
    }

private:
    std::mutex mutex_;
    std::unordered_set<hooked_thread*> all_;
};

registry& all_threads() {
    static auto* const all = new registry; // outlives every static object
    return *all;
}

/// What a thread gets by default: `ulimit -s`. Only pages that it uses count.
std::size_t usual_stack_size() {
    static const std::size_t size = [] {
        rlimit limit{};
        const bool known = ::getrlimit(RLIMIT_STACK, &limit) == 0 &&
                           limit.rlim_cur != RLIM_INFINITY;
        return known ? static_cast<std::size_t>(limit.rlim_cur)
                     : fallback_stack_size;
    }();
    return size;
}

void run(hooked_thread& self) {
    hooked_task()->local = &self;
    try {
        self.result = self.body();
    } catch (const thread_exit& left) {
        self.result = left.result;
    }
    self.body = nullptr;
    run_key_destructors(self);
    self.is_done.store(1, std::memory_order_release);
    futex_wake(self.is_done, std::numeric_limits<int>::max());
    release(self);
}

void spawn_on(worker& home, hooked_thread& one) {
    stack memory(one.stack_size);
    home.flows.spawn_on(
        std::move(memory), [&one] { run(one); }, "thread");
}

} // namespace

hooked_thread* current_hooked_thread() {
    if (!scheduler::is_current()) return nullptr;
    const task_record* const task = scheduler::current().running();
    return task ? static_cast<hooked_thread*>(task->local) : nullptr;
}

hooked_thread& start_hooked_thread(std::function<void*()> body,
                                   std::size_t stack_size, bool detached) {
    auto* const one = new hooked_thread;
    one->body = std::move(body);
    one->stack_size = stack_size == 0 ? usual_stack_size() : stack_size;
    if (detached) one->owners = 1;
    all_threads().add(*one);
    worker& home = next_worker();
    if (scheduler::is_current() && &scheduler::current() == &home.flows) {
        spawn_on(home, *one);
    } else {
        const hooks_off plain;
        home.flows.post([&home, one] { spawn_on(home, *one); });
    }
    return *one;
}

void start_main(std::function<void()> body) {
    auto* const one = new hooked_thread;
    one->body = [body = std::move(body)] {
        body();
        return nullptr;
    };
    one->stack_size = usual_stack_size();
    spawn_on(*workers()[0], *one);
}

void start_os_thread(void (*body)(void*), void* argument) {
    using function =
        int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    static const auto real = real_call<function>("pthread_create");
    struct start {
        void (*body)(void*);
        void* argument;
    };
    pthread_t name{};
    const int failure = real(
        &name, nullptr,
        [](void* given) -> void* {
            const std::unique_ptr<start> what(static_cast<start*>(given));
            what->body(what->argument);
            return nullptr;
        },
        new start{body, argument});
    if (failure != 0) {
        throw std::system_error(failure, std::system_category(),
                                "pthread_create");
    }
    ::pthread_detach(name);
}

void release(hooked_thread& one) {
    if (--one.owners > 0) return;
    all_threads().remove(one);
    delete &one;
}

hooked_thread* find_hooked_thread(pthread_t name) {
    return all_threads().find(name);
}

} // namespace net
