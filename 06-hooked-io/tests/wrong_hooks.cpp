// Hooks with the two faults that are made most often, to show that they are
// found: one blocks the whole thread, one leaves O_NONBLOCK behind.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

extern "C" {

ssize_t read(int fd, void* into, std::size_t size) {
    return ::syscall(SYS_read, fd, into, size);
}

int accept(int fd, sockaddr* address, socklen_t* size) {
    static const auto next =
        reinterpret_cast<decltype(::accept)*>(::dlsym(RTLD_NEXT, "accept"));
    const int client = next(fd, address, size);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    return client;
}

} // extern "C"
