// ThreadSanitizer makes room for a thread's signals in the thread's first
// blocking call, and loses a signal that comes just then. So the main thread
// makes such a call before main(), when no signal is awaited yet.
#include <unistd.h>

namespace {

[[gnu::constructor]] void make_room_for_signals() {
    ::usleep(1);
}

} // namespace
