#include "06-hooked-io/hooked_thread.h"

#include <sys/prctl.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <system_error>
#include <unordered_map>

#include "06-hooked-io/program_place.h"
#include "06-hooked-io/real_call.h"
#include "06-hooked-io/settings.h"
#include "06-hooked-io/thread_exit.h"
#include "06-hooked-io/thread_keys.h"
#include "06-hooked-io/worker.h"

namespace net {
namespace {

/// What the kernel and the hooks themselves need at the least.
constexpr std::size_t smallest_stack = 64 * 1024; // bytes

/// All that are alive or can still be joined.
class registry {
public:
    void add(hooked_thread& one) {
        const hooks_off plain;
        const std::lock_guard lock(mutex_);
        all_.emplace(one.id, &one);
        ++running_;
    }
    void remove(hooked_thread& one) {
        const hooks_off plain;
        const std::lock_guard lock(mutex_);
        all_.erase(one.id);
    }
    hooked_thread* find(pthread_t id) {
        const hooks_off plain;
        const std::lock_guard lock(mutex_);
        const auto found = all_.find(id);
        return found == all_.end() ? nullptr : found->second;
    }
    void find_among(const std::function<bool(hooked_thread&)>& call) {
        const hooks_off plain;
        const std::lock_guard lock(mutex_);
        hooked_thread* const main = first;
        if (main && main->is_done == 0 && call(*main)) return;
        for (const auto& [id, one] : all_) {
            if (one != main && one->is_done == 0 && call(*one)) return;
        }
    }
    /// Shape:    true if it was the last that ran
    bool end_one() {
        const hooks_off plain;
        const std::lock_guard lock(mutex_);
        return --running_ == 0;
    }
    void keep_only(hooked_thread* one) {
        std::construct_at(&mutex_); // another thread may have had it
        all_.clear();
        if (one) all_.emplace(one->id, one);
        if (first != one) first = nullptr;
        running_ = 1;
    }

    std::atomic<hooked_thread*> first = nullptr; // main()'s

private:
    std::mutex mutex_;
    std::unordered_map<pthread_t, hooked_thread*> all_;
    std::size_t running_ = 0; // of these, not at their end
};

registry& all_threads() {
    static auto* const all = new registry; // outlives every static object
    return *all;
}

/// What a thread gets by default. Only pages that it uses count.
std::size_t usual_stack_size() {
    static const std::size_t size = [] {
        pthread_attr_t attributes;
        std::size_t bytes = 0;
        ::pthread_getattr_default_np(&attributes);
        ::pthread_attr_getstacksize(&attributes, &bytes);
        ::pthread_attr_destroy(&attributes);
        return bytes;
    }();
    return size;
}

void end(hooked_thread& self) {
    self.body = nullptr;
    run_key_destructors(self);
    // As in C: the process ends with its last thread.
    if (all_threads().end_one()) std::exit(0);
    if (&self == all_threads().first) all_threads().first = nullptr;
    worker_of(*self.task).signals.remove(self.mask);
    self.task = nullptr;
    self.is_done.store(1, std::memory_order_release);
    futex_wake(self.is_done, std::numeric_limits<int>::max());
    release(self);
}

void run(hooked_thread& self) {
    self.task = scheduler::current().running();
    self.task->local = &self;
    worker_of(*self.task).signals.add(self.mask);
    call_thread_body(self);
    end(self);
}

void spawn_on(worker& home, hooked_thread& one, stack memory) {
    home.flows.spawn_on(
        std::move(memory), [&one] { run(one); }, one.name.data(), one.place);
}

/// What a new thread has from the one that makes it.
void inherit(hooked_thread& one) {
    if (const hooked_thread* const maker = current_hooked_thread()) {
        one.name = maker->name;
        one.mask = maker->mask.load();
        return;
    }
    ::prctl(PR_GET_NAME, one.name.data());
    sigset_t blocked;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    one.mask = to_bits(blocked);
}

} // namespace

const void* current_holder() {
    if (const hooked_thread* const one = current_hooked_thread()) return one;
    static constinit thread_local char address = 0;
    return &address;
}

hooked_thread* main_hooked_thread() {
    return all_threads().first;
}

hooked_thread& start_hooked_thread(std::function<void*()> body,
                                   std::size_t stack_size, bool detached) {
    const std::size_t size = stack_size == 0 ? usual_stack_size() : stack_size;
    stack memory(std::max(size, smallest_stack));
    auto* const one = new hooked_thread;
    one->body = std::move(body);
    one->stack_size = memory.size();
    inherit(*one);
    one->is_detached = detached;
    if (detached) one->owners = 1;
    if (settings().notes_places()) one->place = program_place();
    all_threads().add(*one);
    worker& home = next_worker();
    if (scheduler::is_current() && &scheduler::current() == &home.flows) {
        spawn_on(home, *one, std::move(memory));
        return *one;
    }
    const hooks_off plain;
    home.flows.post(
        [&home, one, shared = std::make_shared<stack>(std::move(memory))] {
            spawn_on(home, *one, std::move(*shared));
        });
    return *one;
}

void start_main(std::function<void()> body) {
    auto* const one = new hooked_thread;
    one->body = [body = std::move(body)] {
        body();
        return nullptr;
    };
    one->id = ::pthread_self();
    inherit(*one);
    take_over_values(*one);
    all_threads().add(*one);
    all_threads().first = one;
    stack memory(std::max(usual_stack_size(), smallest_stack));
    one->stack_size = memory.size();
    spawn_on(*workers()[0], *one, std::move(memory));
}

void start_os_thread(void (*body)(void*), void* argument) {
    static const auto real_create =
        real_call<decltype(::pthread_create)>("pthread_create");
    static const auto real_mask =
        real_call<decltype(::pthread_sigmask)>("pthread_sigmask");
    struct start {
        void (*body)(void*);
        void* argument;
    };
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    real_mask(SIG_SETMASK, &all, &before);
    pthread_attr_t detached; // from its birth: afterwards may be too late
    ::pthread_attr_init(&detached);
    ::pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_t name{};
    const int failure = real_create(
        &name, &detached,
        [](void* given) -> void* {
            const std::unique_ptr<start> what(static_cast<start*>(given));
            what->body(what->argument);
            return nullptr;
        },
        new start{body, argument});
    real_mask(SIG_SETMASK, &before, nullptr);
    ::pthread_attr_destroy(&detached);
    if (failure != 0) {
        throw std::system_error(failure, std::system_category(),
                                "pthread_create");
    }
}

void release(hooked_thread& one) {
    if (--one.owners > 0) return;
    all_threads().remove(one);
    delete &one;
}

hooked_thread* find_hooked_thread(pthread_t id) {
    return all_threads().find(id);
}

void find_among_hooked_threads(
    const std::function<bool(hooked_thread&)>& call) {
    all_threads().find_among(call);
}

void forget_other_hooked_threads() {
    all_threads().keep_only(current_hooked_thread());
}

} // namespace net
