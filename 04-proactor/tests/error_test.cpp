#include "04-proactor/error.h"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

#include "04-proactor/throw_error.h"

namespace error_test {

TEST(error, stands_wherever_an_error_code_is_expected) {
    net::error_code ec = net::error::connection_refused;
    EXPECT_TRUE(ec);

    ec = net::error::eof;

    EXPECT_EQ(ec, net::error::eof);
    EXPECT_NE(ec, net::error::not_found);
    EXPECT_NE(ec, net::error::connection_refused);
}

TEST(error, of_a_system_call_equals_its_errno_and_its_errc) {
    const net::error_code ec = net::error::operation_aborted;

    EXPECT_EQ(ec, std::error_code(ECANCELED, std::system_category()));
    EXPECT_EQ(ec, std::errc::operation_canceled);
    EXPECT_EQ(ec, net::errc::operation_canceled);
    EXPECT_EQ(net::error_code(net::error::would_block),
              std::errc::operation_would_block);
}

TEST(error, names_its_category_as_asio_does) {
    EXPECT_EQ(net::error_code(net::error::try_again).category(),
              net::error::get_system_category());
    EXPECT_STREQ(net::error_code(net::error::eof).category().name(),
                 "asio.misc");
    EXPECT_STREQ(net::error::get_misc_category().name(), "asio.misc");
    EXPECT_STREQ(net::error_code(net::error::no_data).category().name(),
                 "asio.netdb");
    EXPECT_STREQ(
        net::error_code(net::error::service_not_found).category().name(),
        "asio.addrinfo");
}

TEST(error, explains_itself_in_asios_words) {
    const auto text = [](net::error_code ec) { return ec.message(); };

    EXPECT_EQ(text(net::error::eof), "End of file");
    EXPECT_EQ(text(net::error::connection_refused), "Connection refused");
    EXPECT_EQ(text(net::error::host_not_found),
              "Host not found (authoritative)");
    EXPECT_EQ(text(net::error::host_not_found_try_again),
              "Host not found (non-authoritative), try again later");
    EXPECT_EQ(text(net::error::no_data),
              "The query is valid, but it does not have associated data");
    EXPECT_EQ(text(net::error::no_recovery),
              "A non-recoverable error occurred during database lookup");
    EXPECT_EQ(text(net::error::service_not_found), "Service not found");
    EXPECT_EQ(text(net::error::socket_type_not_supported),
              "Socket type not supported");
    EXPECT_EQ(text({99, net::error::get_netdb_category()}), "asio.netdb error");
    EXPECT_EQ(text({99, net::error::get_addrinfo_category()}),
              "asio.addrinfo error");
}

TEST(error, has_the_standard_librarys_types_under_asios_names) {
    EXPECT_TRUE((std::is_same_v<net::error_code, std::error_code>));
    EXPECT_TRUE((std::is_same_v<net::error_category, std::error_category>));
    EXPECT_TRUE((std::is_same_v<net::system_error, std::system_error>));
    EXPECT_TRUE((std::is_same_v<net::errc, std::errc>));
}

TEST(throw_error, throws_what_failed_and_why) {
    try {
        net::detail::throw_error(net::error::address_in_use, "bind");
        FAIL() << "an error was let through";
    } catch (const net::system_error& failure) {
        EXPECT_EQ(failure.code(), net::error::address_in_use);
        EXPECT_EQ(std::string(failure.what()), "bind: Address already in use");
    }
    EXPECT_THROW(net::detail::throw_error(net::error::eof), net::system_error);
}

TEST(throw_error, lets_success_pass) {
    EXPECT_NO_THROW(net::detail::throw_error({}, "connect"));
    EXPECT_NO_THROW(net::detail::throw_error({}));
}

TEST(error, has_other_names_in_other_words) {
    const std::error_code end = net::error::eof;

    EXPECT_EQ(end, net::stream_errc::eof);
    EXPECT_NE(end, net::socket_errc::not_found);
    EXPECT_EQ(std::error_code(net::resolver_errc::try_again),
              net::error::host_not_found_try_again);
}

} // namespace error_test
