#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>

#include "04-proactor/basic_socket_iostream.h"
#include "04-proactor/ip/basic_resolver.h"
#include "04-proactor/tests/connected_sockets.h"
#include "04-proactor/write.h"

namespace socket_iostream_test {

using namespace std::chrono_literals;
using net::ip::tcp;

struct socket_iostream : testing::Test {
    net::io_context loop;
    tcp::acceptor listener{loop, net::any_port};
    tcp::socket peer{loop};
    tcp::endpoint address = listener.local_endpoint();

    std::string read_from_peer(std::size_t size) {
        std::string text(size, ' ');
        for (std::size_t n = 0; n < size;)
            n += peer.read_some(net::buffer(&text[n], size - n));
        return text;
    }
};

TEST_F(socket_iostream, connects_to_a_host_and_a_service) {
    const std::string port = std::to_string(address.port());

    tcp::iostream stream("127.0.0.1", port);

    EXPECT_TRUE(stream.good());
    EXPECT_EQ(stream.socket().remote_endpoint(), address);
}

TEST_F(socket_iostream, connects_to_an_endpoint) {
    tcp::iostream stream;
    EXPECT_FALSE(stream.socket().is_open());

    stream.connect(address);

    EXPECT_TRUE(stream.good());
    EXPECT_EQ(stream.socket().remote_endpoint(), address);
}

TEST_F(socket_iostream, is_bad_if_nobody_answers) {
    listener.close();
    tcp::iostream stream;

    stream.connect(address);

    EXPECT_FALSE(stream);
    EXPECT_EQ(stream.error(), net::error::connection_refused);
}

TEST_F(socket_iostream, writes_at_the_end_of_each_output) {
    tcp::iostream stream(address);
    listener.accept(peer);

    stream << "hello " << 42;

    EXPECT_EQ(read_from_peer(8), "hello 42");
}

TEST_F(socket_iostream, writes_more_than_its_buffer_holds) {
    tcp::iostream stream(address);
    listener.accept(peer);
    const std::string text(100'000, 'x');
    std::string got;
    std::thread reader([&] { got = read_from_peer(text.size()); });

    stream << text << std::flush;
    reader.join();

    EXPECT_TRUE(stream.good());
    EXPECT_EQ(got, text);
}

TEST_F(socket_iostream, reads_words_and_lines_up_to_the_end) {
    tcp::iostream stream(address);
    listener.accept(peer);
    net::write(peer, net::buffer(std::string("one 2\nthe rest\n")));
    peer.close();
    std::string word, line, end;
    int number = 0;

    stream >> word >> number >> std::ws;
    std::getline(stream, line);
    EXPECT_TRUE(stream.good());
    std::getline(stream, end);

    EXPECT_EQ(word + std::to_string(number) + line, "one2the rest");
    EXPECT_TRUE(stream.eof());
    EXPECT_EQ(stream.error(), net::error::eof);
}

TEST_F(socket_iostream, waits_no_longer_than_until_its_expiry) {
    tcp::iostream stream(address);
    std::string word;

    stream.expires_after(1ms);
    stream >> word;

    EXPECT_FALSE(stream);
    EXPECT_EQ(stream.error(), net::error::timed_out);
}

TEST_F(socket_iostream, takes_over_a_connected_socket) {
    net::connected_sockets pair(loop);
    std::string word;

    tcp::iostream stream(std::move(pair.ours));
    net::write(pair.theirs, net::buffer(std::string("word ")));
    stream >> word;

    EXPECT_EQ(word, "word");
}

TEST_F(socket_iostream, can_be_accepted_into) {
    tcp::socket client(loop);
    client.connect(address);
    tcp::iostream stream;

    char got = 0;

    listener.accept(stream.socket());
    stream << 'x';
    client.read_some(net::buffer(&got, 1));

    EXPECT_EQ(got, 'x');
}

TEST_F(socket_iostream, takes_what_it_has_read_along_when_it_moves) {
    tcp::iostream stream(address);
    listener.accept(peer);
    net::write(peer, net::buffer(std::string("one two ")));
    std::string first, second;
    stream >> first;

    tcp::iostream moved(std::move(stream));
    moved >> second;
    tcp::iostream assigned;
    assigned = std::move(moved);
    assigned << "three";

    EXPECT_EQ(first + second, "onetwo");
    EXPECT_EQ(read_from_peer(5), "three");
    EXPECT_FALSE(stream.socket().is_open());
}

TEST_F(socket_iostream, can_connect_again_after_close) {
    tcp::iostream stream(address);
    stream.close();
    EXPECT_TRUE(stream.good());

    stream.connect(address);

    EXPECT_TRUE(stream.good());
    EXPECT_TRUE(stream.socket().is_open());
}

} // namespace socket_iostream_test
