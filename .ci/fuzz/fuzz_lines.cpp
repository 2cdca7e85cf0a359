// The gateway's lines, and what its backend answers.
#include <vector>

#include ".ci/fuzz/fuzz.h"
#include "01-blocking/backend_protocol.h"
#include "01-blocking/line_reader.h"

namespace fuzz {
namespace {

struct heard {
    std::vector<std::string> lines;
    bool too_long = false;
    friend bool operator==(const heard&, const heard&) = default;
};

/// Reads `bytes` in portions of `size`, as far as a server would.
heard read_in_portions(std::string_view bytes, std::size_t size,
                       std::size_t limit) {
    net::line_splitter splitter(limit);
    heard result;
    while (!bytes.empty() && !result.too_long) {
        splitter.append(bytes.substr(0, size));
        bytes.remove_prefix(std::min(size, bytes.size()));
        while (auto line = splitter.next()) result.lines.push_back(*line);
        result.too_long = splitter.too_long();
    }
    return result;
}

} // namespace

void check_lines(std::string_view input) {
    if (input.size() < 2) return;
    const std::size_t limit = static_cast<unsigned char>(input[0]);
    const std::size_t portion = static_cast<unsigned char>(input[1]) % 16 + 1;
    input.remove_prefix(2);

    const heard at_once = read_in_portions(input, input.size(), limit);
    expect(read_in_portions(input, portion, limit) == at_once,
           "lines do not depend on how their bytes come");
    for (const std::string& line : at_once.lines) {
        expect(line.size() <= limit, "no line is over the limit");
        expect(line.find('\n') == line.npos, "a line is one line");
        std::error_code error;
        const std::string value = net::parse_reply(line, error);
        expect(!error == line.starts_with("ok "), "a reply is ok or is not");
        expect(error || "ok " + value == line, "a reply is all there");
    }
}

} // namespace fuzz
