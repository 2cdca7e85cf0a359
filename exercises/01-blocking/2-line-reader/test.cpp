// Proves a line reader: lines in pieces, several at once, and the limit.
#include ANSWER

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "01-blocking/line_reader.h"
#include "01-blocking/unique_fd.h"
#include "exercises/slow_peer.h"
#include "exercises/story.h"

namespace {

using net::shown;

/// The peer of a line reader, and what the reader makes of its words.
class conversation {
public:
    explicit conversation(std::size_t limit) : lines_(ours_.get(), limit) {}

    void say(std::string_view bytes) {
        std::error_code error;
        net::write_all(theirs_.get(), bytes, error);
    }
    void hang_up() { theirs_.reset(); }

    /// The next line, or what is wrong, in angle brackets.
    std::string next() {
        std::error_code error = std::make_error_code(std::errc::io_error);
        const std::string line = lines_.read_line(error);
        return error ? "<" + error.message() + ">" : shown(line);
    }

    int reading_end() const { return ours_.get(); }

private:
    std::pair<net::unique_fd, net::unique_fd> pair_ = net::connected_pair();
    net::unique_fd& ours_ = pair_.first;
    net::unique_fd& theirs_ = pair_.second;
    answer::line_reader lines_;
};

const std::string too_long =
    "<" + std::make_error_code(std::errc::message_size).message() + ">";
const std::string the_end =
    "<" + make_error_code(net::error::eof).message() + ">";

TEST(line_reader, puts_a_line_together_that_comes_in_pieces) {
    net::story story;
    conversation peer(100);
    story.step("the peer sends \"hel\", and \"lo\\n\" once you have read that");
    net::meanwhile speaker([&](net::meanwhile& self) {
        peer.say("hel");
        self.await_drained(peer.reading_end());
        peer.say("lo\n");
    });

    EXPECT_EQ(peer.next(), shown("hello")) << story.hint(1);
}

TEST(line_reader, gives_out_lines_that_came_at_once_one_by_one) {
    net::story story;
    conversation peer(100);
    story.step("the peer sends \"one\\ntwo\\n\" in one piece, and no more");
    peer.say("one\ntwo\n");

    EXPECT_EQ(peer.next(), shown("one")) << story.hint(1);
    story.step("the second line has come already: no read is needed", 2);
    EXPECT_EQ(peer.next(), shown("two")) << story.hint(2);
}

TEST(line_reader, takes_either_end_of_a_line_off) {
    net::story story;
    conversation peer(100);
    story.step("the peer sends \"unix\\n\", \"web\\r\\n\" and an empty line");
    peer.say("unix\nweb\r\n\n");

    EXPECT_EQ(peer.next(), shown("unix")) << story.hint(1);
    EXPECT_EQ(peer.next(), shown("web")) << story.hint(3);
    EXPECT_EQ(peer.next(), shown("")) << story.hint(1);
}

TEST(line_reader, takes_a_line_as_long_as_the_limit) {
    net::story story;
    conversation peer(8);
    story.step(
        "the limit is 8; the peer sends \"12345678\\r\", and \"\\n\" "
        "once you have read that",
        3);
    net::meanwhile speaker([&](net::meanwhile& self) {
        peer.say("12345678\r");
        self.await_drained(peer.reading_end());
        peer.say("\n");
    });

    EXPECT_EQ(peer.next(), shown("12345678")) << story.hint(3);
}

TEST(line_reader, refuses_a_line_over_the_limit) {
    net::story story;
    conversation peer(8);
    story.step("the limit is 8; the peer sends \"123456789\\n\"", 3);
    peer.say("123456789\n");

    EXPECT_EQ(peer.next(), too_long) << story.hint(3);
}

TEST(line_reader, does_not_wait_for_the_end_of_a_line_that_is_too_long) {
    net::story story;
    conversation peer(8);
    story.step(
        "the limit is 8; the peer sends 9 bytes, no end of a line, and "
        "nothing more: whoever waits here, waits for ever, or until "
        "his memory is full",
        3);
    peer.say("123456789");

    EXPECT_EQ(peer.next(), too_long) << story.hint(3);
}

TEST(line_reader, applies_the_limit_to_one_line_and_not_to_all_that_came) {
    net::story story;
    conversation peer(8);
    story.step("the limit is 8; the peer sends four lines of 5, at once", 3);
    peer.say("line1\nline2\nline3\nline4\n");

    EXPECT_EQ(peer.next(), shown("line1")) << story.hint(3);
    EXPECT_EQ(peer.next(), shown("line2")) << story.hint(3);
}

TEST(line_reader, takes_half_a_line_for_none) {
    net::story story;
    conversation peer(100);
    story.step("the peer sends \"whole\\nha\" and closes");
    peer.say("whole\nha");
    peer.hang_up();

    EXPECT_EQ(peer.next(), shown("whole")) << story.hint(1);
    EXPECT_EQ(peer.next(), the_end) << story.hint(2);
}

/// Looks like a line reader, and is one for people who type.
class forgetful_reader {
public:
    forgetful_reader(int fd, std::size_t) : fd_(fd) {}

    std::string read_line(std::error_code& error) {
        std::string line;
        while (line.find('\n') == std::string::npos) {
            char room[4096];
            const std::size_t n = net::read_some(fd_, room, error);
            if (error) return {};
            line.append(room, n);
        }
        return line.substr(0, line.find('\n')); // the rest is lost
    }

private:
    int fd_;
};

TEST(my_check, passes_chapter_01s_line_reader) {
    net::story story;
    story.step("your check is run on net::line_reader, which is right", 1);
    EXPECT_TRUE(answer::passes_my_check<net::line_reader>()) << story.hint(1);
}

TEST(my_check, catches_a_reader_that_loses_the_second_line) {
    net::story story;
    story.step(
        "your check is run on a reader that returns the first line of "
        "what has come, and forgets the rest",
        2);
    EXPECT_FALSE(answer::passes_my_check<forgetful_reader>()) << story.hint(2);
}

} // namespace
