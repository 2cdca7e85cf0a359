// Handler tracking: a line for each step in a handler's life, in Asio's own
// format. It is on if the environment variable NET_HANDLER_TRACKING is set.
//
//   @asio|<seconds>|<n>^<m>|in '<function>' (<file>:<line>)  m is made here
//   @asio|<seconds>|<n>*<m>|<object>@<address>.<operation>  n makes handler m
//   @asio|<seconds>|<n>|<object>@<address>.<operation>      n calls something
//   @asio|<seconds>|.<m>|<system call>,ec=...               a try for m
//   @asio|<seconds>|>m|ec=...,bytes_transferred=...         m is called
//   @asio|<seconds>|<m|                                     m has returned
//   @asio|<seconds>|!m|                                     m has thrown
//   @asio|<seconds>|~m|                                     destroyed uncalled
//
// n and m count the handlers; n is 0 outside of all of them. tracking_figure
// makes a drawing of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <system_error>

#include "04-proactor/operation.h"

namespace net::detail::tracking {

extern const bool is_on;

/// A place in the program, told of the handlers that are made while this lives.
/// Threads:  this one; the newest goes first
class location {
public:
    location(const char* file, int line, const char* function = nullptr);
    location(const location&) = delete;
    location& operator=(const location&) = delete;
    ~location();

private:
    friend void note_created(operation&, const char*, const void*, const char*);

    const char* file_;
    int line_;
    const char* function_;  // may be null
    const location* outer_; // null for the first one
};

/// A handler has been given to `object`, whose operation will call it.
void note_created(operation& one, const char* type, const void* object,
                  const char* what);
inline void created(operation& one, const char* type, const char* what,
                    const void* object = nullptr) {
    if (is_on) note_created(one, type, object, what);
}

/// The running handler has called a function of `object`'s.
void note_called(const char* type, const void* object, const char* what);
inline void called(const char* type, const void* object, const char* what) {
    if (is_on) note_called(type, object, what);
}

/// A system call that does not wait has been tried for a handler.
void note_tried(const operation& one, const char* what, std::error_code error,
                std::size_t bytes);
inline void tried(const operation& one, const char* what, std::error_code error,
                  std::size_t bytes) {
    if (one.tracking_id) note_tried(one, what, error, bytes);
}

/// The last step of a handler: a call, or its destruction.
class call {
public:
    explicit call(const operation& one) : id_(one.tracking_id) {}
    call(const call&) = delete;
    call& operator=(const call&) = delete;
    ~call() {
        if (id_) note_end();
    }

    void begin() {
        if (id_) note_begin("");
    }
    void begin(std::error_code error) {
        if (id_) note_begin(error);
    }
    void begin(std::error_code error, std::size_t bytes) {
        if (id_) note_begin(error, bytes);
    }
    template <class... Others>
    void begin(std::error_code error, const Others&...) {
        begin(error);
    }
    void end() {
        if (id_) note_return();
    }

private:
    void note_begin(const char* arguments);
    void note_begin(std::error_code error);
    void note_begin(std::error_code error, std::size_t bytes);
    void note_return();
    void note_end();

    std::uint64_t id_; // 0: not tracked, or all has been said
    bool begun_ = false;
    std::uint64_t outer_ = 0;
};

} // namespace net::detail::tracking
