// The context must outlive its timers and sockets; so it is declared before
// them. And stop() is not "finish".

#include <iostream>
#include <memory>

#include "04-proactor/io_context.h"
#include "04-proactor/post.h"

/// In place of a context and its timer. Of the real ones, if the context dies
/// first, AddressSanitizer says:
///   ERROR: AddressSanitizer: heap-use-after-free on address 0x607000000120
///   READ of size 8 at 0x607000000120 thread T0
///       #0 in net::basic_waitable_timer<...>::~basic_waitable_timer()
struct mortal {
    explicit mortal(const char* what) : name(what) {}
    mortal(const mortal&) = delete;
    ~mortal() { std::cout << ' ' << name; }
    const char* name;
};
struct wrong_order {
    mortal timer{"timer"};
    mortal context{"context"};
};
struct right_order {
    mortal context{"context"};
    mortal timer{"timer"};
};

int main() {
    std::cout << "wrong, dies in this order:";
    { const wrong_order members; }
    std::cout << "\nright, dies in this order:";
    { const right_order members; }

    net::io_context loop;
    net::post(loop, [kept = std::make_shared<mortal>("was never called\n")] {
        std::cout << "never seen\n";
    });
    loop.stop();
    std::cout << "\nafter stop(), run() calls " << loop.run();
    std::cout << "; a handler that is left";
}
