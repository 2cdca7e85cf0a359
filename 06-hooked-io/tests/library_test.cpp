// A library that nobody here wrote, and that blocks: libcurl. Its calls overlap
// on one kernel thread, for main() is a coroutine, and so is each thread.
#include <arpa/inet.h>
#include <curl/curl.h>
#include <dirent.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "01-blocking/socket.h"
#include "01-blocking/stream.h"

namespace {

using namespace std::chrono_literals;

constexpr int calls = 1000;
constexpr auto answer_time = 100ms;

/// Answers each request after a while.
class slow_server {
public:
    slow_server() : door_(net::listen_on({"127.0.0.1", 0})) {
        std::thread([this] { accept_all(); }).swap(acceptor_);
    }
    slow_server(const slow_server&) = delete;
    ~slow_server() {
        ::shutdown(door_.get(), SHUT_RD);
        acceptor_.join();
        for (std::thread& each : clients_) each.join();
    }

    std::string url() const {
        return "http://" + net::to_string(net::local_address(door_.get()));
    }

private:
    void accept_all() {
        for (;;) {
            std::error_code error;
            net::unique_fd client = net::accept_client(door_.get(), error);
            if (!client) return;
            clients_.emplace_back([own = std::move(client)] { serve(own); });
        }
    }
    static void serve(const net::unique_fd& client) {
        char request[2048];
        std::error_code error;
        net::read_some(client.get(), request, error);
        std::this_thread::sleep_for(answer_time);
        net::write_all(client.get(),
                       "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                       error);
    }

    const net::unique_fd door_;
    std::vector<std::thread> clients_;
    std::thread acceptor_; // last: it uses the others
};

/// One blocking call.
bool download(const std::string& url) {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(::curl_easy_init(),
                                                      &::curl_easy_cleanup);
    std::string text;
    curl_write_callback keep = [](char* bytes, std::size_t size, std::size_t n,
                                  void* to) {
        static_cast<std::string*>(to)->append(bytes, size * n);
        return size * n;
    };
    ::curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, keep);
    ::curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &text);
    return ::curl_easy_perform(curl.get()) == CURLE_OK && text == "hello";
}

std::size_t threads_of_kernel() {
    const std::unique_ptr<DIR, int (*)(DIR*)> all(::opendir("/proc/self/task"),
                                                  &::closedir);
    std::size_t n = 0;
    while (::readdir(all.get())) ++n;
    return n - 2; // without "." and ".."
}

/// A call has a connection, with two ends here, and a pair of its own.
bool may_open_enough() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur > 5 * calls;
}

TEST(blocking_library, overlaps_a_thousand_calls_on_one_thread) {
    if (!may_open_enough()) GTEST_SKIP() << "too few descriptors";
    ::curl_global_init(CURL_GLOBAL_DEFAULT);
    const slow_server server;
    ASSERT_TRUE(download(server.url()));
    std::atomic<int> done = 0;
    const auto begin = std::chrono::steady_clock::now();

    std::vector<std::thread> all;
    for (int i = 0; i < calls; ++i) {
        all.emplace_back([&] { done += download(server.url()) ? 1 : 0; });
    }
    const std::size_t threads = threads_of_kernel();
    for (std::thread& each : all) each.join();

    const std::chrono::duration<double> time =
        std::chrono::steady_clock::now() - begin;
    std::printf("%d calls of 0.1 s each: %.2f s\n", calls, time.count());
    EXPECT_EQ(done, calls);
    EXPECT_EQ(threads, 1U);
    EXPECT_LT(time, calls * answer_time / 10);
}

} // namespace
