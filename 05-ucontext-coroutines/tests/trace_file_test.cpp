#include "05-ucontext-coroutines/trace_file.h"

#include <stdlib.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "05-ucontext-coroutines/tests/by_hand.h"
#include "05-ucontext-coroutines/tests/json.h"

namespace trace_file_test {

using namespace std::chrono_literals;

/// A file of no fixed name, gone with the test.
class temporary_file {
public:
    temporary_file() {
        const net::unique_fd made(
            net::check(::mkstemp(const_cast<char*>(path_.c_str())), "mkstemp"));
    }
    temporary_file(const temporary_file&) = delete;
    ~temporary_file() { ::unlink(path_.c_str()); }

    const std::string& path() const { return path_; }

    net::json read() const {
        std::ostringstream text;
        text << std::ifstream(path_).rdbuf();
        return net::json_reader(text.str()).read();
    }

private:
    std::string path_ = testing::TempDir() + "trace_XXXXXX";
};

class trace_file : public net::by_hand {
protected:
    /// All slices in the order in which they were written: what, from when,
    /// for how long.
    std::string slices() const {
        std::string all;
        const net::json read = file.read();
        for (const net::json& event : read.elements) {
            if (event["ph"].word != "X") continue;
            all += event["name"].word + " " + event["ts"].word + "+" +
                   event["dur"].word + "\n";
        }
        return all;
    }

    temporary_file file;
    std::optional<net::trace_file> trace{std::in_place, file.path()};
};

TEST_F(trace_file, is_json_even_if_nothing_happened) {
    trace.reset();

    EXPECT_TRUE(file.read().elements.empty());
}

TEST_F(trace_file, names_tasks_whatever_they_are_called) {
    const std::string name = "a \"quoted\" \\ name";
    trace->add_task(7, name);
    trace->add_task(8, "two\nlines");
    trace.reset();

    const net::json read = file.read();

    ASSERT_EQ(read.elements.size(), 2u);
    EXPECT_EQ(read.elements[0]["ph"].word, "M");
    EXPECT_EQ(read.elements[0]["tid"].word, "7");
    EXPECT_EQ(read.elements[0]["args"]["name"].word, name);
    EXPECT_EQ(read.elements[1]["args"]["name"].word, "two lines");
}

TEST_F(trace_file, counts_nanoseconds_from_its_first_slice) {
    const net::reactor::time_point begin = now;
    trace->add_slice(7, "a", begin, begin + 1'000'002'003ns);
    trace->add_slice(7, "b", begin + 1ns, begin + 2ns);
    trace.reset();

    EXPECT_EQ(slices(), "a 0.000+1000002.003\nb 0.001+0.001\n");
}

TEST_F(trace_file, shows_when_a_task_ran_and_for_what_it_waited) {
    net::scheduler_settings settings;
    settings.trace = &*trace;
    tasks = std::make_unique<net::scheduler>(loop, settings);
    net::task_record* who = nullptr;
    tasks->spawn(
        [&] {
            who = &tasks->running_task();
            now += 2us;
            tasks->park({"bytes from", 7, true});
            now += 3us;
            tasks->yield();
            tasks->sleep_for(1ms);
        },
        "client");
    tasks->run_one(0ms);
    now += 5us;
    tasks->wake(*who);
    run_until_quiet();
    now += 1ms;
    tasks->run();
    trace.reset();

    EXPECT_EQ(slices(),
              "runs 0.000+2.000\n"
              "bytes from 7 2.000+5.000\n"
              "runs 7.000+3.000\n"
              "runs 10.000+0.000\n"
              "the clock 10.000+1000.000\n"
              "runs 1010.000+0.000\n");
    EXPECT_EQ(file.read().elements.front()["args"]["name"].word, "client");
}

TEST_F(trace_file, has_a_line_for_each_task_of_all_schedulers) {
    net::scheduler_settings settings;
    settings.trace = &*trace;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            net::reactor own_loop;
            net::scheduler own(own_loop, settings);
            for (int n = 0; n < 10; ++n) {
                own.spawn([&] { own.yield(); }, "one");
            }
            own.run();
        });
    }
    for (std::thread& each : threads) each.join();
    trace.reset();

    std::map<std::string, int> slices_of;
    const net::json read = file.read();
    for (const net::json& event : read.elements) {
        if (event["ph"].word == "X") ++slices_of[event["tid"].word];
    }

    EXPECT_EQ(slices_of.size(), 40u);
    for (const auto& [number, slices] : slices_of) EXPECT_EQ(slices, 2);
}

TEST_F(trace_file, says_where_it_cannot_be) {
    try {
        net::trace_file("/nowhere/trace.json");
        FAIL() << "it has not thrown";
    } catch (const std::system_error& failure) {
        EXPECT_EQ(failure.code(), std::errc::no_such_file_or_directory);
        EXPECT_NE(std::string(failure.what()).find("/nowhere/trace.json"),
                  std::string::npos);
    }
}

} // namespace trace_file_test
