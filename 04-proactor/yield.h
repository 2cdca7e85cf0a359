// Short names for the macros of coroutine.h: reenter, yield, and fork. As
// macros they know no namespace, and spoil fork(2): include this last, and
// unyield.h where they have to end. There is no #pragma once, so that they can
// begin again.
#include "04-proactor/coroutine.h"

// `if (done) yield break;` is meant as it is written, but there is an `else`
// in what the compiler sees.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdangling-else"

#ifndef reenter
#define reenter(c) NET_CORO_REENTER(c)
#endif

#ifndef yield
#define yield NET_CORO_YIELD
#endif

#ifndef fork
#define fork NET_CORO_FORK
#endif
