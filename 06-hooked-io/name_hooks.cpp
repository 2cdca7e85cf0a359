// Asking for names: libc asks servers and reads files, and calls itself unseen,
// so that it has to do so on another thread.

#include <arpa/inet.h>
#include <netdb.h>

#include "06-hooked-io/helper_threads.h"
#include "06-hooked-io/real_call.h"

namespace {

/// Calls the function on a helper thread.
template <class Function, class... Arguments>
auto elsewhere(const Function& function, Arguments... arguments) {
    decltype(function(arguments...)) result{};
    net::on_helper_thread([&] { result = function(arguments...); });
    return result;
}

using net::real_call;

/// What a call with a static result needs that is called from many threads of
/// ours: a copy that belongs to the kernel thread, as libc's own.
struct host_copy {
    hostent entry;
    char text[8192];
};
thread_local host_copy last_host;

/// Calls one of the functions that end in _r, into that copy.
template <class Function, class... Arguments>
hostent* into_copy(const Function& function, Arguments... arguments) {
    hostent* found = nullptr;
    net::on_helper_thread([&, &into = last_host] {
        int error = 0;
        function(arguments..., &into.entry, into.text, sizeof into.text, &found,
                 &error);
        h_errno = error;
    });
    return found;
}

/// An address that is written as one needs nobody to be asked; and a server
/// that connects to one for each client would start a thread for each.
bool is_number(const char* node) {
    if (node == nullptr) return true;
    in6_addr address; // room for the shorter ones, too
    return ::inet_pton(AF_INET, node, &address) == 1 ||
           ::inet_pton(AF_INET6, node, &address) == 1;
}

} // namespace

extern "C" {

int getaddrinfo(const char* node, const char* service, const addrinfo* hints,
                addrinfo** found) {
    static const auto real = real_call<decltype(::getaddrinfo)>("getaddrinfo");
    if (is_number(node)) return real(node, service, hints, found);
    return elsewhere(real, node, service, hints, found);
}

int getnameinfo(const sockaddr* address, socklen_t size, char* host,
                socklen_t host_size, char* service, socklen_t service_size,
                int flags) {
    static const auto real = real_call<decltype(::getnameinfo)>("getnameinfo");
    constexpr int as_numbers = NI_NUMERICHOST | NI_NUMERICSERV;
    if ((flags & as_numbers) == as_numbers) {
        return real(address, size, host, host_size, service, service_size,
                    flags);
    }
    return elsewhere(real, address, size, host, host_size, service,
                     service_size, flags);
}

int gethostbyname_r(const char* name, hostent* into, char* text,
                    std::size_t size, hostent** found, int* error) {
    static const auto real =
        real_call<decltype(::gethostbyname_r)>("gethostbyname_r");
    return elsewhere(real, name, into, text, size, found, error);
}

int gethostbyname2_r(const char* name, int family, hostent* into, char* text,
                     std::size_t size, hostent** found, int* error) {
    static const auto real =
        real_call<decltype(::gethostbyname2_r)>("gethostbyname2_r");
    return elsewhere(real, name, family, into, text, size, found, error);
}

int gethostbyaddr_r(const void* address, socklen_t length, int family,
                    hostent* into, char* text, std::size_t size,
                    hostent** found, int* error) {
    static const auto real =
        real_call<decltype(::gethostbyaddr_r)>("gethostbyaddr_r");
    return elsewhere(real, address, length, family, into, text, size, found,
                     error);
}

hostent* gethostbyname(const char* name) {
    static const auto real =
        real_call<decltype(::gethostbyname_r)>("gethostbyname_r");
    return into_copy(real, name);
}

hostent* gethostbyname2(const char* name, int family) {
    static const auto real =
        real_call<decltype(::gethostbyname2_r)>("gethostbyname2_r");
    return into_copy(real, name, family);
}

hostent* gethostbyaddr(const void* address, socklen_t length, int family) {
    static const auto real =
        real_call<decltype(::gethostbyaddr_r)>("gethostbyaddr_r");
    return into_copy(real, address, length, family);
}

// getservbyname() and its family read a file of this machine, and so do not
// wait: they are left as they are.

} // extern "C"
