// Coroutines without a stack, from before the language had any: a function
// that is called again and again and goes on where it was.
//
//     struct echo : net::coroutine {
//         void operator()(std::error_code error = {}, std::size_t n = 0) {
//             if (!error) reenter (this) {
//                 for (;;) {
//                     yield socket->async_read_some(buffer(*data), *this);
//                     yield async_write(*socket, buffer(*data, n), *this);
//                 }
//             }
//         }
//         ...
//     };
//
// The trick: a switch may jump to a case label in the middle of a loop. So the
// body is a switch, each yield is a case whose number is that of its line, and
// all that has to be remembered is that number.
//
// The price: what is to live longer than until the next yield has to be a
// member, no variable may be initialised where a jump would skip that, there
// can be one body in a function, and one yield in a line.
#pragma once

namespace net {
namespace detail {
class coroutine_entry;
} // namespace detail

/// Where a coroutine was. Its copies go on from there, each for itself.
/// Source:   asio::coroutine; Simon Tatham, "Coroutines in C"
class coroutine {
public:
    /// A child was made by fork; nobody has yielded in it yet.
    bool is_child() const { return line_ < 0; }
    bool is_parent() const { return !is_child(); }

    /// True when the body has been left otherwise than by a yield.
    bool is_complete() const { return line_ == complete; }

private:
    friend class detail::coroutine_entry;

    static constexpr int complete = -1;

    int line_ = 0; // 0: from the start; n: behind the yield in line n; -n:
                   // behind the fork in line n, as a child
};

namespace detail {

/// One stay in a coroutine's body.
class coroutine_entry {
public:
    coroutine_entry(coroutine& one) : coroutine_entry(&one) {}
    coroutine_entry(coroutine* one) : coroutine_(one) {}
    coroutine_entry(const coroutine_entry&) = delete;
    coroutine_entry& operator=(const coroutine_entry&) = delete;
    /// Whoever leaves by return, by an exception, or at the end, has finished.
    /// Who leaves by a yield may be gone by now: moved into a handler, say.
    ~coroutine_entry() {
        if (!yielded_) coroutine_->line_ = coroutine::complete;
    }

    operator int() const { return coroutine_->line_; }

    /// Before the yield's statement runs, which may copy the coroutine.
    void yield(int line) {
        coroutine_->line_ = line;
        yielded_ = true;
    }
    /// Before the fork's statement runs, which copies the child.
    void begin_fork(int line) { coroutine_->line_ = -line; }
    /// Afterwards, for the parent.
    void end_fork(int line) { coroutine_->line_ = line; }
    bool has_forked(int line) const { return coroutine_->line_ == line; }

    void finish() { yielded_ = false; }

private:
    coroutine* coroutine_;
    bool yielded_ = false;
};

} // namespace detail
} // namespace net

// Each of the macros ends in the middle of a statement: what the user writes
// behind it is the rest, and the code that is to run afterwards has to come
// before it, in a loop around it. No `if` lacks its `else`: the user may have
// one of his own.

/// The body that follows is entered at its start (case 0) or where it was. One
/// that is complete (case -1) is left at once. The labels are the two ways out.
#define NET_CORO_REENTER(c)                             \
    switch (::net::detail::coroutine_entry net_coro{c}) \
    case -1:                                            \
        if (true) {                                     \
            goto net_coro_finish;                       \
        net_coro_finish:                                \
            net_coro.finish();                          \
            goto net_coro_leave;                        \
        net_coro_leave:                                 \
            break;                                      \
        } else /* fall through */                       \
        case 0:

/// Notes the line, and goes to the inner case 0, the user's statement. When
/// that ends, the innermost loop begins again, and leaves the body; a `break`
/// in it leads to the loop around that, which finishes the coroutine. Who
/// comes back arrives at case n, and leaves the outermost loop, which makes
/// the statement done.
#define NET_CORO_YIELD_AT(n)                         \
    for (net_coro.yield(n);;)                        \
        if (false) {                                 \
            case (n): break;                         \
        } else                                       \
            switch (0)                               \
                for (;;)                             \
                    if (true)                        \
                        goto net_coro_finish;        \
                    else                             \
                        for (;;)                     \
                            if (true)                \
                                goto net_coro_leave; \
                            else /* fall through */  \
                            case 0:

/// Runs the user's statement, which copies the coroutine and calls the copy.
/// That one arrives at case -n, and leaves the loop; the parent leaves it one
/// round later, from the same place.
#define NET_CORO_FORK_AT(n)                             \
    for (net_coro.begin_fork(n);; net_coro.end_fork(n)) \
        if (net_coro.has_forked(n)) {                   \
            case -(n): break;                           \
        } else /* the user's statement */

#define NET_CORO_YIELD NET_CORO_YIELD_AT(__LINE__)
#define NET_CORO_FORK NET_CORO_FORK_AT(__LINE__)

// The names that programs written for Asio use.
#define ASIO_CORO_REENTER(c) NET_CORO_REENTER(c)
#define ASIO_CORO_YIELD NET_CORO_YIELD
#define ASIO_CORO_FORK NET_CORO_FORK
