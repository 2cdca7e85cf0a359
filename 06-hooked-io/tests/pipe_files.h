// FILEs that checks read from and write to.
#pragma once

#include <stdio.h>
#include <unistd.h>

#include "06-hooked-io/tests/descriptors.h"

namespace net {

/// A FILE at each end of a pipe.
struct pipe_files {
    pipe_files() {
        pipe_ends ends;
        out = ::fdopen(::dup(ends.out), "r");
        in = ::fdopen(::dup(ends.in), "w");
    }
    pipe_files(const pipe_files&) = delete;
    ~pipe_files() {
        if (out) ::fclose(out);
        if (in) ::fclose(in);
    }
    void say(const char* text) const {
        ::fputs(text, in);
        ::fflush(in);
    }

    FILE* out;
    FILE* in;
};

} // namespace net
