#include "01-blocking/listener.h"

#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <optional>
#include <semaphore>
#include <thread>

#include "01-blocking/tests/interruptions.h"
#include "01-blocking/tests/no_more_descriptors.h"
#include "01-blocking/tests/tcp.h"

namespace listener_test {

/// A listener, and where it said that it listens.
class listener : public testing::Test {
protected:
    listener() {
        testing::internal::CaptureStdout();
        door.emplace(net::server_options{});
        const std::string line = testing::internal::GetCapturedStdout();
        const std::size_t start = std::string("listening on ").size();
        address =
            net::parse_host_port(line.substr(start, line.find('\n') - start));
    }

    net::unique_fd connect(const std::string& words) {
        std::error_code error;
        net::unique_fd client =
            net::connect_to(address, std::chrono::seconds(0), error);
        EXPECT_EQ(::write(client.get(), words.data(), words.size()),
                  static_cast<ssize_t>(words.size()));
        return client;
    }

    std::optional<net::listener> door;
    net::host_port address;
};

TEST_F(listener, lets_clients_in_one_after_the_other) {
    const net::unique_fd first = connect("1");
    const net::unique_fd second = connect("2");

    EXPECT_EQ(net::receive(door->next_client().get(), 1), "1");
    EXPECT_EQ(net::receive(door->next_client().get(), 1), "2");
}

TEST_F(listener, lets_nobody_in_once_it_was_told_to_stop) {
    for (const int signal : {SIGTERM, SIGINT}) {
        const net::unique_fd client = connect("x");

        ::raise(signal);

        EXPECT_FALSE(door->next_client());
    }
}

TEST_F(listener, tells_of_other_signals_while_it_waits) {
    int woken = 0;
    const net::interruptions signals;

    const net::unique_fd client = door->next_client([&] {
        if (++woken == 3) ::raise(SIGTERM);
    });

    EXPECT_FALSE(client);
    EXPECT_EQ(woken, 3);
}

TEST_F(listener, closes_its_door_when_told_so) {
    door->close();
    std::error_code error;

    EXPECT_FALSE(net::connect_to(address, std::chrono::seconds(1), error));

    EXPECT_EQ(error, std::errc::connection_refused);
}

/// A thread that does something when it is told to. It runs already when this
/// is over, for to begin with may take descriptors (a sanitizer's, that is).
class helper {
public:
    explicit helper(std::function<void()> work)
        : thread_([this, work = std::move(work)] {
              started_.release();
              told_.acquire();
              work();
          }) {
        started_.acquire();
    }
    helper(const helper&) = delete;
    helper& operator=(const helper&) = delete;
    ~helper() { thread_.join(); }

    void begin() { told_.release(); }

private:
    std::binary_semaphore started_{0};
    std::binary_semaphore told_{0};
    std::thread thread_;
};

TEST_F(listener, lets_a_client_in_when_there_is_a_descriptor_again) {
    const net::unique_fd client = connect("x");
    std::optional<net::no_more_descriptors> shortage;
    helper reliever([&] { shortage.reset(); });
    shortage.emplace();

    reliever.begin(); // before the shortage is noticed, or after
    const net::unique_fd accepted = door->next_client();

    EXPECT_EQ(net::receive(accepted.get(), 1), "x");
}

TEST_F(listener, can_be_stopped_while_there_are_no_descriptors) {
    const net::unique_fd client = connect("x");
    std::optional<net::no_more_descriptors> shortage;
    helper stopper([] { ::kill(::getpid(), SIGTERM); });
    shortage.emplace();

    stopper.begin();
    const net::unique_fd accepted = door->next_client();

    EXPECT_FALSE(accepted);
}

} // namespace listener_test
