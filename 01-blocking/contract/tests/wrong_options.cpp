#include "01-blocking/contract/tests/wrong_options.h"

#include <getopt.h>

#include <charconv>
#include <cstdlib>
#include <iostream>

namespace net {
namespace {

constexpr const char* usage =
    "usage: wrong_server --kind echo|chat|gateway [--fault NAME] [--port N]\n";

[[noreturn]] void refuse() {
    std::cerr << usage;
    std::exit(2);
}

template <class Number>
Number number_or_refuse(std::string_view text) {
    Number number{};
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    if (result.ptr != end) refuse();
    return number;
}

} // namespace

wrong_settings parse_wrong_options(int count, char** words) {
    using std::chrono::milliseconds;
    const option known[] = {{"kind", required_argument, nullptr, 'k'},
                            {"fault", required_argument, nullptr, 'f'},
                            {"port", required_argument, nullptr, 'p'},
                            {"idle-timeout", required_argument, nullptr, 'i'},
                            {"max-backlog", required_argument, nullptr, 'm'},
                            {"backend", required_argument, nullptr, 'b'},
                            {"rpc-timeout", required_argument, nullptr, 'r'},
                            {"help", no_argument, nullptr, 'h'},
                            {nullptr, 0, nullptr, 0}};
    wrong_settings chosen;
    ::opterr = 0;
    for (;;) {
        switch (::getopt_long(count, words, "", known, nullptr)) {
            case 'k': chosen.kind = optarg; break;
            case 'f': chosen.fault = optarg; break;
            case 'p':
                if (!chosen.has("takes_any_port") ||
                    std::isdigit(static_cast<unsigned char>(*optarg)) != 0) {
                    chosen.address.port =
                        number_or_refuse<std::uint16_t>(optarg);
                }
                break;
            case 'i':
                chosen.idle_timeout =
                    milliseconds(1000 * number_or_refuse<int>(optarg));
                break;
            case 'm':
                chosen.max_backlog = number_or_refuse<std::size_t>(optarg);
                break;
            case 'b': chosen.backend = parse_host_port(optarg); break;
            case 'r':
                chosen.rpc_timeout =
                    milliseconds(number_or_refuse<int>(optarg));
                break;
            case 'h':
                if (chosen.has("has_no_help")) refuse();
                std::cout << usage;
                std::exit(0);
            case -1: return chosen;
            default:
                if (!chosen.has("takes_any_option")) refuse();
        }
    }
}

} // namespace net
