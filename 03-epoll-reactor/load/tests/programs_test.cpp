// The two programs themselves, as a user runs them, with real servers.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "01-blocking/contract/server_process.h"
#include "03-epoll-reactor/load/tests/test_server.h"
#include "03-epoll-reactor/load/tour/running_server.h"

namespace programs_test {

using namespace std::chrono_literals;

const std::string folder = PROGRAMS_FOLDER; // said by CMake
const std::string backend = BACKEND_SERVER;

struct outcome {
    std::string status;
    std::string output;
    std::string complaints;
};

outcome run(const net::command_line& command) {
    net::server_process program(command, 0);
    const auto status = program.wait(30s);
    return {status ? net::describe_status(*status) : "did not end",
            program.output(), program.complaints()};
}

TEST(load, is_content_with_the_echo_server) {
    net::running_server server({folder + "/echo_server", "--port", "0"});

    const outcome result =
        run({folder + "/load", "echo", net::to_string(server.address()),
             "--connections", "50", "--seconds", "0.3"});

    EXPECT_EQ(result.status, "exit code 0") << result.complaints;
    EXPECT_NE(result.output.find("errors   none"), std::string::npos)
        << result.output;
    EXPECT_EQ(result.complaints, ""); // no progress where no terminal is
    server.stop();
}

TEST(load, says_why_it_is_not_content_with_a_wrong_server) {
    net::test::test_server server(
        [](net::tcp_connection& client, std::string_view bytes) {
            std::string wrong(bytes);
            wrong.front() = static_cast<char>(wrong.front() ^ 1);
            client.send(wrong);
        });

    const outcome result =
        run({folder + "/load", "echo", net::to_string(server.address()),
             "--connections", "50", "--seconds", "0.3"});

    EXPECT_EQ(result.status, "exit code 1");
    EXPECT_EQ(result.output.rfind("FAILED: 50 sent back wrong bytes\n", 0), 0u)
        << result.output;
}

TEST(load, is_content_with_the_chat_server) {
    net::running_server server({folder + "/chat_server", "--port", "0"});

    for (int i = 0; i < 2; ++i) { // the second time with a history
        const outcome result =
            run({folder + "/load", "chat", net::to_string(server.address()),
                 "--connections", "20", "--seconds", "0.1"});
        EXPECT_EQ(result.status, "exit code 0") << result.output;
    }
    server.stop();
}

TEST(load, ends_with_2_after_a_wrong_option) {
    const outcome result = run({folder + "/load", "echo", "--speed"});

    EXPECT_EQ(result.status, "exit code 2");
    EXPECT_NE(result.complaints.find("--speed: no such option"),
              std::string::npos);
}

/// A folder that is gone after the test.
class tour : public testing::Test {
protected:
    tour() {
        char name[] = "/tmp/tour_test.XXXXXX";
        place_ = ::mkdtemp(name);
    }
    ~tour() override { std::filesystem::remove_all(place_); }

    void write_book(const std::string& rows) const {
        std::ofstream(place_ / "rows")
            << "backend '" << backend << "' --port 0 --delay 1\n"
            << rows;
    }

    outcome run_tour() const {
        return run({folder + "/tour", "--book", place_ / "rows", "--output",
                    place_, "--seconds", "0.05", "--rounds", "2"});
    }

    std::string read(const char* name) const {
        std::ostringstream text;
        text << std::ifstream(place_ / name).rdbuf();
        return text.str();
    }

    std::filesystem::path place_;
};

TEST_F(tour, measures_a_row_and_writes_it_down_three_times) {
    write_book(
        "row 03-epoll-reactor real\n"
        "echo '" +
        folder + "/echo_server' --port 0\n" + "chat '" + folder +
        "/chat_server' --port 0\n" + "gateway '" + folder +
        "/gateway_server' --port 0\n" +
        "most-connections 200\n"
        "because this is a test\n");

    const outcome result = run_tour();

    EXPECT_EQ(result.status, "exit code 0") << result.output;
    EXPECT_NE(result.output.find("03 real   200"), std::string::npos)
        << result.output;
    EXPECT_NE(read("tour.md").find("| 03 real | 200 |"), std::string::npos);
    EXPECT_NE(read("tour.json").find("\"failures\": []"), std::string::npos);
    EXPECT_EQ(result.complaints, ""); // no progress where no terminal is
}

TEST_F(tour, says_which_server_did_not_start_and_goes_on) {
    write_book(
        "row 01-blocking broken\n"
        "echo /bin/false\n"
        "chat '" +
        folder + "/chat_server' --port 0\n");

    const outcome result = run_tour();

    EXPECT_EQ(result.status, "exit code 1");
    EXPECT_NE(result.output.find("failed (did not start)"), std::string::npos)
        << result.output;
    const std::string json = read("tour.json");
    EXPECT_NE(json.find("\"echoes_per_second\": null"), std::string::npos);
    EXPECT_NE(json.find("\"chat_messages_per_second\": "), std::string::npos);
    EXPECT_EQ(json.find("\"chat_messages_per_second\": null"),
              std::string::npos)
        << json;
}

TEST_F(tour, ends_with_1_if_there_is_no_such_row) {
    write_book("");

    EXPECT_EQ(run_tour().status, "exit code 1");
}

} // namespace programs_test
