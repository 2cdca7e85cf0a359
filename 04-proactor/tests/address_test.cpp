#include "04-proactor/ip/address.h"

#include <gtest/gtest.h>
#include <net/if.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <type_traits>
#include <unordered_set>
#include <vector>

#include "04-proactor/error.h"

namespace address_test {

using net::ip::address;
using net::ip::address_v4;
using net::ip::address_v6;
using net::ip::make_address;
using net::ip::make_address_v4;
using net::ip::make_address_v6;

std::string printed(const auto& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

TEST(address_v4, is_the_same_from_a_number_from_bytes_and_from_text) {
    const address_v4 from_number(0x01020304);
    const address_v4 from_bytes(address_v4::bytes_type{1, 2, 3, 4});
    const address_v4 from_text = make_address_v4("1.2.3.4");

    EXPECT_EQ(from_number, from_bytes);
    EXPECT_EQ(from_number, from_text);
    EXPECT_EQ(from_text.to_uint(), 0x01020304u);
    EXPECT_EQ(from_text.to_ulong(), 0x01020304u);
    EXPECT_EQ(from_text.to_bytes(), (address_v4::bytes_type{1, 2, 3, 4}));
    EXPECT_EQ(printed(from_text), "1.2.3.4");
}

TEST(address_v4, is_read_from_any_kind_of_text) {
    const address_v4 expected = address_v4::loopback();
    const std::string text = "127.0.0.1";
    const std::string_view part = std::string_view("127.0.0.1:80").substr(0, 9);
    net::error_code ec = net::error::eof;

    EXPECT_EQ(make_address_v4(text.c_str()), expected);
    EXPECT_EQ(make_address_v4(text), expected);
    EXPECT_EQ(make_address_v4(part), expected);
    EXPECT_EQ(make_address_v4(part, ec), expected);
    EXPECT_FALSE(ec);
    EXPECT_EQ(address_v4::from_string(text), expected);
    EXPECT_EQ(address_v4::from_string(text, ec), expected);
}

TEST(address_v4, is_not_read_from_anything_else) {
    const std::string with_zero("127.0.0.1\0x", 11);
    const std::vector<std::string> texts = {
        "",          "127.0.0", "127.0.0.256", "127.0.0.1 ",
        "localhost", "::1",     with_zero};
    for (const std::string& text : texts) {
        net::error_code ec;

        const address_v4 got = make_address_v4(text, ec);

        EXPECT_EQ(ec, net::error::invalid_argument) << text;
        EXPECT_EQ(got, address_v4::any()) << text;
        EXPECT_THROW(make_address_v4(text), net::system_error) << text;
    }
}

TEST(address_v4, knows_the_addresses_with_a_meaning) {
    EXPECT_EQ(address_v4(), address_v4::any());
    EXPECT_TRUE(address_v4::any().is_unspecified());
    EXPECT_EQ(address_v4::loopback().to_string(), "127.0.0.1");
    EXPECT_EQ(address_v4::broadcast().to_string(), "255.255.255.255");
    EXPECT_TRUE(make_address_v4("127.255.0.9").is_loopback());
    EXPECT_FALSE(make_address_v4("128.0.0.1").is_loopback());
    EXPECT_FALSE(make_address_v4("223.255.255.255").is_multicast());
    EXPECT_TRUE(make_address_v4("224.0.0.0").is_multicast());
    EXPECT_TRUE(make_address_v4("239.255.255.255").is_multicast());
    EXPECT_FALSE(make_address_v4("240.0.0.0").is_multicast());
}

TEST(address_v4, is_ordered_by_number_not_by_text) {
    EXPECT_LT(make_address_v4("9.0.0.0"), make_address_v4("10.0.0.0"));
    EXPECT_GT(make_address_v4("200.0.0.0"), make_address_v4("100.0.0.0"));
}

TEST(address_v6, is_the_same_from_bytes_and_from_text) {
    const address_v6::bytes_type bytes = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0,
                                          0,    0,    0,    0,    0, 0, 0, 7};

    const address_v6 from_text = make_address_v6("2001:db8::7");

    EXPECT_EQ(from_text, address_v6(bytes));
    EXPECT_EQ(from_text, make_address_v6(bytes));
    EXPECT_EQ(from_text.to_bytes(), bytes);
    EXPECT_EQ(printed(from_text), "2001:db8::7");
    EXPECT_EQ(address_v6::from_string("2001:db8::7"), from_text);
}

TEST(address_v6, is_not_read_from_anything_else) {
    for (const char* text : {"", ":", "::1 ", "127.0.0.1", "[::1]", "%1"}) {
        net::error_code ec;

        const address_v6 got = make_address_v6(text, ec);

        EXPECT_EQ(ec, net::error::invalid_argument) << text;
        EXPECT_EQ(got, address_v6::any()) << text;
        EXPECT_THROW(make_address_v6(text), net::system_error) << text;
    }
}

TEST(address_v6, keeps_the_number_of_its_scope) {
    const address_v6 scoped = make_address_v6("fec0::1%42");

    EXPECT_EQ(scoped.scope_id(), 42u);
    EXPECT_EQ(scoped.to_string(), "fec0::1%42");
    EXPECT_NE(scoped, make_address_v6("fec0::1"));
    EXPECT_GT(scoped, make_address_v6("fec0::1%41"));
    EXPECT_LT(scoped, make_address_v6("fec0::2"));
}

TEST(address_v6, names_the_interface_that_a_links_address_belongs_to) {
    const unsigned loopback = ::if_nametoindex("lo");
    ASSERT_NE(loopback, 0u);

    const address_v6 by_name = make_address_v6("fe80::1%lo");
    address_v6 by_number = make_address_v6("fe80::1");
    by_number.scope_id(loopback);

    EXPECT_EQ(by_name, by_number);
    EXPECT_EQ(by_number.to_string(), "fe80::1%lo");
}

TEST(address_v6, knows_the_addresses_with_a_meaning) {
    EXPECT_TRUE(address_v6().is_unspecified());
    EXPECT_EQ(address_v6::any().to_string(), "::");
    EXPECT_EQ(address_v6::loopback().to_string(), "::1");
    EXPECT_TRUE(make_address_v6("::1").is_loopback());
    EXPECT_FALSE(make_address_v6("::2").is_loopback());
    EXPECT_TRUE(make_address_v6("febf::1").is_link_local());
    EXPECT_FALSE(make_address_v6("fec0::1").is_link_local());
    EXPECT_TRUE(make_address_v6("fec0::1").is_site_local());
    EXPECT_FALSE(make_address_v6("fe00::1").is_multicast());
}

TEST(address_v6, knows_how_far_a_group_reaches) {
    EXPECT_TRUE(make_address_v6("ff01::1").is_multicast_node_local());
    EXPECT_TRUE(make_address_v6("ff02::1").is_multicast_link_local());
    EXPECT_TRUE(make_address_v6("ff05::1").is_multicast_site_local());
    EXPECT_TRUE(make_address_v6("ff08::1").is_multicast_org_local());
    EXPECT_TRUE(make_address_v6("ff0e::1").is_multicast_global());
    EXPECT_TRUE(make_address_v6("ff1e::1").is_multicast());
    EXPECT_FALSE(make_address_v6("ff0e::1").is_multicast_link_local());
}

TEST(address_v6, holds_an_address_of_version_4_and_gives_it_back) {
    const address_v4 v4 = make_address_v4("1.2.3.4");

    const address_v6 mapped = make_address_v6(net::ip::v4_mapped, v4);

    EXPECT_TRUE(mapped.is_v4_mapped());
    EXPECT_EQ(mapped.to_string(), "::ffff:1.2.3.4");
    EXPECT_EQ(mapped, address_v6::v4_mapped(v4));
    EXPECT_EQ(make_address_v4(net::ip::v4_mapped, mapped), v4);
    EXPECT_EQ(mapped.to_v4(), v4);
    EXPECT_THROW(address_v6::loopback().to_v4(), net::ip::bad_address_cast);
    EXPECT_THROW(make_address_v4(net::ip::v4_mapped, address_v6::loopback()),
                 net::ip::bad_address_cast);
}

TEST(address, is_read_in_either_version) {
    net::error_code ec = net::error::eof;

    const address v4 = make_address("127.0.0.1", ec);
    EXPECT_FALSE(ec);
    const address v6 = make_address(std::string("::1"), ec);
    EXPECT_FALSE(ec);

    EXPECT_TRUE(v4.is_v4());
    EXPECT_FALSE(v4.is_v6());
    EXPECT_EQ(v4.to_v4(), address_v4::loopback());
    EXPECT_TRUE(v6.is_v6());
    EXPECT_EQ(v6.to_v6(), address_v6::loopback());
    EXPECT_EQ(address::from_string("::1"), v6);
    EXPECT_EQ(v4.to_string(), "127.0.0.1");
    EXPECT_EQ(v6.to_string(ec), "::1");
    EXPECT_EQ(printed(v6), "::1");
}

TEST(address, says_why_a_text_is_none) {
    net::error_code ec;

    EXPECT_EQ(make_address("example", ec), address());

    EXPECT_EQ(ec, net::error::invalid_argument);
    EXPECT_EQ(ec, std::errc::invalid_argument);
    EXPECT_THROW(make_address("example"), net::system_error);
}

TEST(address, is_version_4_until_it_is_given_another) {
    address it;
    EXPECT_TRUE(it.is_v4());
    EXPECT_TRUE(it.is_unspecified());
    EXPECT_FALSE(it.is_multicast());

    it = address_v6::loopback();

    EXPECT_TRUE(it.is_v6());
    EXPECT_TRUE(it.is_loopback());
    EXPECT_THROW(it.to_v4(), net::ip::bad_address_cast);
    EXPECT_THROW(address().to_v6(), net::ip::bad_address_cast);
}

TEST(address, of_version_4_comes_before_those_of_version_6) {
    std::vector<address> list = {make_address("::"), make_address("9.9.9.9"),
                                 make_address("::1"), make_address("1.1.1.1")};

    std::ranges::sort(list);

    const std::vector<address> expected = {
        make_address("1.1.1.1"), make_address("9.9.9.9"), make_address("::"),
        make_address("::1")};
    EXPECT_EQ(list, expected);
}

TEST(address, can_be_looked_up_in_a_hash_table) {
    const std::unordered_set<address> known = {make_address("127.0.0.1"),
                                               make_address("::1")};

    EXPECT_TRUE(known.contains(address_v4::loopback()));
    EXPECT_TRUE(known.contains(address_v6::loopback()));
    EXPECT_FALSE(known.contains(address_v6::any()));
}

} // namespace address_test
