// FIFOs, terminals and locks on files.
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <termios.h>

#include <cstdio>

#include "06-hooked-io/tests/check.h"
#include "06-hooked-io/tests/descriptors.h"

namespace net::checks_device {
namespace {

/// A name in a folder of its own, both of which go with it.
class temporary_name {
public:
    temporary_name() { must(::mkdtemp(folder_) != nullptr ? 0 : -1); }
    temporary_name(const temporary_name&) = delete;
    ~temporary_name() {
        ::unlink(name().c_str());
        ::rmdir(folder_);
    }
    const char* folder() const { return folder_; }
    std::string name() const { return std::string(folder_) + "/x"; }

private:
    char folder_[32] = "/tmp/check_XXXXXX";
};

struct fifo : temporary_name {
    fifo() { must(::mkfifo(name().c_str(), 0600)); }
};

const check opens_to_read(
    "open_of_a_fifo_waits_for_a_writer", [](transcript& says) {
        const fifo file;
        open_fd in;
        const meanwhile others(
            says, [&] { in.reset(::open(file.name().c_str(), O_WRONLY)); });
        const open_fd out(::open(file.name().c_str(), O_RDONLY));
        says.fact("is open", out.get() != -1);
        says.fact("is non-blocking", is_nonblocking(out));
    });

const check opens_to_write(
    "open_of_a_fifo_waits_for_a_reader", [](transcript& says) {
        const fifo file;
        open_fd out;
        const meanwhile others(
            says, [&] { out.reset(::open(file.name().c_str(), O_RDONLY)); });
        const open_fd in(::openat(AT_FDCWD, file.name().c_str(), O_WRONLY));
        says.fact("is open", in.get() != -1);
    });

const check opens_at_once(
    "open_of_a_fifo_that_does_not_wait", [](transcript& says) {
        const fifo file;
        const std::string name = file.name();
        says.call("no reader", ::open(name.c_str(), O_WRONLY | O_NONBLOCK));
        const open_fd both(::open(name.c_str(), O_RDWR));
        says.fact("both ways", both.get() != -1);
        const open_fd out(::open(name.c_str(), O_RDONLY | O_NONBLOCK));
        says.fact("non-blocking", out.get() != -1);
        char byte;
        says.call("read", ::read(out, &byte, 1));
    });

const check reads_fifo("read_waits_for_a_fifo", [](transcript& says) {
    const fifo file;
    const open_fd both(must(::open(file.name().c_str(), O_RDWR)));
    const open_fd out(must(::open(file.name().c_str(), O_RDONLY)));
    const meanwhile others(says, [&] { say(both, "abc"); });
    char bytes[8];
    says.call("read", ::read(out, bytes, sizeof bytes));
    says.fact("is non-blocking", is_nonblocking(out));
});

const check opens_file("open_makes_a_file_with_its_mode", [](transcript& says) {
    const temporary_name file;
    ::umask(0);
    const std::string name = file.name();
    says.call("none", ::open(name.c_str(), O_RDONLY));
    const open_fd made(must(::open(name.c_str(), O_CREAT | O_WRONLY, 0640)));
    struct stat status {};
    must(::fstat(made, &status));
    says.call("mode", status.st_mode & 0777);
    says.call("exists",
              ::open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY, 0640));
});

/// Two ends of a terminal that passes on what it gets.
struct terminal {
    terminal() {
        master.reset(must(::posix_openpt(O_RDWR | O_NOCTTY)));
        must(::grantpt(master));
        must(::unlockpt(master));
        char name[64];
        must(-::ptsname_r(master, name, sizeof name));
        slave.reset(must(::open(name, O_RDWR | O_NOCTTY)));
        termios how{};
        must(::tcgetattr(slave, &how));
        how.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        how.c_oflag &= ~static_cast<tcflag_t>(OPOST);
        must(::tcsetattr(slave, TCSANOW, &how));
    }
    open_fd master;
    open_fd slave;
};

const check a_terminal(
    "read_waits_for_a_line_of_a_terminal", [](transcript& says) {
        const terminal both;
        const meanwhile others(says, [&] {
            say(both.master, "ab");
            ::usleep(5000);
            say(both.master, "c\n");
        });
        char bytes[8];
        says.call("read", ::read(both.slave, bytes, sizeof bytes));
        says.fact("is non-blocking", is_nonblocking(both.slave));
    });

const check what_it_says(
    "read_waits_for_what_goes_to_a_terminal", [](transcript& says) {
        const terminal both;
        const meanwhile others(says, [&] { say(both.slave, "abc"); });
        char bytes[8];
        says.call("read", ::read(both.master, bytes, sizeof bytes));
    });

const check much("write_writes_all_to_a_terminal", [](transcript& says) {
    const terminal both;
    static const char many[100'000] = {};
    std::size_t n = 0;
    {
        const meanwhile others(says,
                               [&] { n = read_all(both.master, sizeof many); });
        says.call("write", ::write(both.slave, many, sizeof many));
    }
    says.call("read", static_cast<long long>(n));
});

const check news("read_waits_for_news_of_a_folder", [](transcript& says) {
    const temporary_name file;
    const open_fd watch(must(::inotify_init1(IN_CLOEXEC)));
    must(::inotify_add_watch(watch, file.folder(), IN_CREATE));
    open_fd made;
    const meanwhile others(says, [&] {
        made.reset(must(::open(file.name().c_str(), O_CREAT | O_WRONLY, 0600)));
    });
    char bytes[4096];
    says.call("read", ::read(watch, bytes, sizeof bytes));
});

const check locks("flock_waits", [](transcript& says) {
    const temporary_name file;
    const std::string name = file.name();
    open_fd theirs(must(::open(name.c_str(), O_CREAT | O_RDWR, 0600)));
    const open_fd ours(must(::open(name.c_str(), O_RDWR)));
    must(::flock(theirs, LOCK_EX));
    says.call("at once", ::flock(ours, LOCK_EX | LOCK_NB));
    const meanwhile others(says, [&] { ::flock(theirs, LOCK_UN); });
    says.call("flock", ::flock(ours, LOCK_EX));
});

const check locks_part("fcntl_waits_for_a_lock", [](transcript& says) {
    const temporary_name file;
    const std::string name = file.name();
    open_fd theirs(must(::open(name.c_str(), O_CREAT | O_RDWR, 0600)));
    const open_fd ours(must(::open(name.c_str(), O_RDWR)));
    struct flock lock {};
    lock.l_type = F_WRLCK;
    must(::fcntl(theirs, F_OFD_SETLK, &lock));
    says.call("at once", ::fcntl(ours, F_OFD_SETLK, &lock));
    const meanwhile others(says, [&] { theirs.reset(); });
    says.call("fcntl", ::fcntl(ours, F_OFD_SETLKW, &lock));
});

} // namespace
} // namespace net::checks_device
