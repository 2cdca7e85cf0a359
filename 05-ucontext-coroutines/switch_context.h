// Leaves one stack and goes on with another: the whole of a context switch.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace net {

/// Where a flow of control goes on that has been left: the address, on its own
/// stack, of the registers that it will need.
struct saved_context {
    void* registers = nullptr;
};

/// Who moves the registers: a dozen instructions of ours, or the C library
/// (which also asks the kernel for the signal mask, each time).
enum class switch_kind { assembly, ucontext };

/// What this program can do, the best first: "assembly", "ucontext".
const std::vector<std::string>& switch_names();
switch_kind parse_switch(const std::string& name);

/// What is used where nobody says anything else.
switch_kind default_switch();

/// Lays out a new stack so that the first switch to it calls entry(argument),
/// which must never return.
/// Lifetime: `resumer` is where the one who switches there saves itself; it
///           must stay in place, for it is how a debugger gets from the new
///           stack to the old one
saved_context make_context(switch_kind how, std::span<std::byte> stack,
                           void (*entry)(void*), void* argument,
                           const saved_context& resumer);

/// Whether we have written one for this processor.
extern const bool has_assembly_switch;

// One pair for each kind. They have the same meaning and can be read side by
// side; whom a switch saves, the same kind has to continue.
extern "C" void net_switch_by_assembly(saved_context* from, saved_context to);
void switch_by_ucontext(saved_context* from, saved_context to);
saved_context make_assembly_context(std::span<std::byte> stack,
                                    void (*entry)(void*), void* argument,
                                    const saved_context& resumer);
saved_context make_ucontext(std::span<std::byte> stack, void (*entry)(void*),
                            void* argument);

/// Saves where we are in `from`, and goes on with `to`. Returns when somebody
/// switches to what was saved in `from`.
[[gnu::always_inline]] inline void switch_context(switch_kind how,
                                                  saved_context& from,
                                                  saved_context to) {
    if (how == switch_kind::assembly) {
        net_switch_by_assembly(&from, to);
    } else {
        switch_by_ucontext(&from, to);
    }
}

} // namespace net
