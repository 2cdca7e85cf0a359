#include "05-ucontext-coroutines/stack_overflow.h"

#include <unistd.h>

#include <mutex>

#include "05-ucontext-coroutines/coroutine_frame.h"

namespace net {
namespace {

constexpr std::size_t report_stack_size = 32 * 1024; // bytes

// A process has one handler for all its threads.
constinit std::mutex handler_mutex;
constinit std::size_t reports = 0; // alive; under the mutex
struct sigaction former;           // what was there without us

/// A line that can be put together where malloc() must not be called.
class signal_safe_line {
public:
    void add(const char* text) {
        while (*text != '\0' && size_ < sizeof text_) text_[size_++] = *text++;
    }
    void add(std::size_t number) {
        char digits[24] = {};
        char* first = digits + sizeof digits - 1;
        do {
            *--first = static_cast<char>('0' + number % 10);
            number /= 10;
        } while (number > 0);
        add(first);
    }
    void print() const { (void)!::write(STDERR_FILENO, text_, size_); }

private:
    char text_[256];
    std::size_t size_ = 0;
};

void on_fault(int signal, siginfo_t* what, void*) {
    const coroutine_frame* const running = coroutine_frame::running();
    if (running) {
        const auto guard = running->memory().guard_area();
        const auto* const at = static_cast<const std::byte*>(what->si_addr);
        if (at >= guard.data() && at < guard.data() + guard.size()) {
            signal_safe_line line;
            line.add("stack overflow in ");
            line.add(running->name());
            line.add(": all of its ");
            line.add(running->memory().size());
            line.add(" bytes are used\n");
            line.print();
            // The faulty instruction runs again, and now it kills.
            ::signal(signal, SIG_DFL);
            return;
        }
    }
    // It runs again, and now it comes to whoever was there before us.
    ::sigaction(signal, &former, nullptr);
}

} // namespace

stack_overflow_report::stack_overflow_report()
    : memory_(new std::byte[report_stack_size]) {
    stack_t here{};
    here.ss_sp = memory_.get();
    here.ss_size = report_stack_size;
    ::sigaltstack(&here, &before_);

    const std::lock_guard lock(handler_mutex);
    if (reports++ > 0) return;
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    ::sigaction(SIGSEGV, &action, &former);
}

stack_overflow_report::~stack_overflow_report() {
    const std::lock_guard lock(handler_mutex);
    if (--reports == 0) ::sigaction(SIGSEGV, &former, nullptr);
    ::sigaltstack(&before_, nullptr);
}

} // namespace net
