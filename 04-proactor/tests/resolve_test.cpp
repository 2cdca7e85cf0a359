#include "04-proactor/ip/resolve.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <climits>

#include "04-proactor/error.h"
#include "04-proactor/ip/basic_resolver_results.h"
#include "04-proactor/ip/host_name.h"
#include "04-proactor/ip/resolver_query.h"
#include "04-proactor/ip/tcp.h"
#include "04-proactor/ip/udp.h"

namespace resolve_test {

using net::detail::resolve_error;
using net::detail::resolve_host;
using net::ip::address_v4;
using net::ip::address_v6;
using net::ip::resolver_base;
using net::ip::tcp;
using net::ip::udp;
using query = net::ip::basic_resolver_query<tcp>;
using results = net::ip::basic_resolver_results<tcp>;

const tcp::endpoint v4_http(address_v4::loopback(), 80);
const tcp::endpoint v6_http(address_v6::loopback(), 80);

results resolve(const query& question, net::error_code& ec) {
    return results::create(
        resolve_host(question.host_name(), question.service_name(),
                     question.hints(), ec),
        question.host_name(), question.service_name());
}

TEST(resolver_query, asks_for_a_socket_of_its_protocol) {
    const query to_bind("80");
    const query to_connect(tcp::v6(), "host", "http", query::numeric_service);

    EXPECT_EQ(to_bind.host_name(), "");
    EXPECT_EQ(to_bind.service_name(), "80");
    EXPECT_EQ(to_bind.hints().ai_flags, AI_PASSIVE | AI_ADDRCONFIG);
    EXPECT_EQ(to_bind.hints().ai_family, AF_UNSPEC);
    EXPECT_EQ(to_bind.hints().ai_socktype, SOCK_STREAM);
    EXPECT_EQ(to_bind.hints().ai_protocol, IPPROTO_TCP);
    EXPECT_EQ(to_connect.host_name(), "host");
    EXPECT_EQ(to_connect.hints().ai_flags, AI_NUMERICSERV);
    EXPECT_EQ(to_connect.hints().ai_family, AF_INET6);
    EXPECT_EQ(query("host", "http").hints().ai_flags, AI_ADDRCONFIG);
    EXPECT_EQ(query(tcp::v4(), "80").hints().ai_family, AF_INET);
    EXPECT_EQ(net::ip::basic_resolver_query<udp>("53").hints().ai_socktype,
              SOCK_DGRAM);
}

TEST(resolver_base, has_flags_that_can_be_combined) {
    auto flags = resolver_base::passive | resolver_base::numeric_host;
    EXPECT_EQ(flags, AI_PASSIVE | AI_NUMERICHOST);

    flags |= resolver_base::v4_mapped;
    flags &= ~resolver_base::passive;
    flags ^= resolver_base::numeric_host;

    EXPECT_EQ(flags, resolver_base::v4_mapped);
}

TEST(resolve_host, reads_numbers) {
    net::error_code ec = net::error::eof;
    const auto numeric =
        resolver_base::numeric_host | resolver_base::numeric_service;

    const results v4 = resolve({"127.0.0.1", "80", numeric}, ec);
    EXPECT_FALSE(ec);
    const results v6 = resolve({tcp::v6(), "::1", "80", numeric}, ec);
    EXPECT_FALSE(ec);

    ASSERT_EQ(v4.size(), 1u);
    EXPECT_EQ(v4->endpoint(), v4_http);
    EXPECT_EQ(v4->host_name(), "127.0.0.1");
    EXPECT_EQ(v4->service_name(), "80");
    ASSERT_EQ(v6.size(), 1u);
    EXPECT_EQ(v6->endpoint(), v6_http);
}

TEST(resolve_host, finds_this_host) {
    net::error_code ec;

    const results list = resolve({tcp::v4(), "localhost", "80", {}}, ec);

    ASSERT_FALSE(ec) << ec.message();
    ASSERT_FALSE(list.empty());
    EXPECT_TRUE(list->endpoint().address().is_loopback());
    EXPECT_EQ(list->host_name(), "localhost");
}

TEST(resolve_host, takes_no_host_for_this_one_and_no_service_for_port_0) {
    net::error_code ec;

    const results to_connect =
        resolve({tcp::v4(), "", "80", query::numeric_service}, ec);
    const results to_bind = resolve({tcp::v4(), "80", query::passive}, ec);
    const results no_service =
        resolve({"127.0.0.1", "", query::numeric_host}, ec);

    ASSERT_FALSE(ec) << ec.message();
    EXPECT_EQ(to_connect->endpoint(), v4_http);
    EXPECT_EQ(to_bind->endpoint(), tcp::endpoint(tcp::v4(), 80));
    EXPECT_EQ(no_service->endpoint().port(), 0);
}

TEST(resolve_host, tells_the_canonical_name_if_it_is_asked_to) {
    net::error_code ec;
    const auto how = query::canonical_name | query::numeric_host;

    const results list = resolve({tcp::v4(), "127.1", "80", how}, ec);

    ASSERT_FALSE(ec) << ec.message();
    EXPECT_EQ(list->endpoint(), v4_http);
    EXPECT_FALSE(list->host_name().empty());
}

TEST(resolve_host, says_why_there_is_no_answer) {
    net::error_code ec;

    EXPECT_TRUE(resolve({"no number", "80", query::numeric_host}, ec).empty());
    EXPECT_EQ(ec, net::error::host_not_found);

    const results no_service =
        resolve({"127.0.0.1", "no-such-service", query::numeric_host}, ec);
    EXPECT_TRUE(no_service.empty());
    EXPECT_EQ(ec, net::error::service_not_found);
}

TEST(resolve_host, gives_each_failure_asios_name) {
    EXPECT_FALSE(resolve_error(0));
    EXPECT_EQ(resolve_error(EAI_AGAIN), net::error::host_not_found_try_again);
    EXPECT_EQ(resolve_error(EAI_NONAME), net::error::host_not_found);
    EXPECT_EQ(resolve_error(EAI_NODATA), net::error::host_not_found);
    EXPECT_EQ(resolve_error(EAI_FAIL), net::error::no_recovery);
    EXPECT_EQ(resolve_error(EAI_FAMILY),
              net::error::address_family_not_supported);
    EXPECT_EQ(resolve_error(EAI_BADFLAGS), net::error::invalid_argument);
    EXPECT_EQ(resolve_error(EAI_MEMORY), net::error::no_memory);
    EXPECT_EQ(resolve_error(EAI_SOCKTYPE),
              net::error::socket_type_not_supported);
    errno = EMFILE;
    EXPECT_EQ(resolve_error(EAI_SYSTEM), net::error::no_descriptors);
}

TEST(host_name, is_the_one_that_the_kernel_knows) {
    char expected[HOST_NAME_MAX + 1];
    ASSERT_EQ(::gethostname(expected, sizeof expected), 0);
    net::error_code ec = net::error::eof;

    EXPECT_EQ(net::ip::host_name(), expected);
    EXPECT_EQ(net::ip::host_name(ec), expected);
    EXPECT_FALSE(ec);
}

} // namespace resolve_test
