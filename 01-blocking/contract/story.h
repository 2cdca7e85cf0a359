// What has happened so far, in numbered steps: a broken promise tells it all.
#pragma once

#include <cstddef>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace net {

/// Something else came than was promised. A declared limit excuses this.
class broken_promise : public std::runtime_error {
public:
    broken_promise(const std::string& promised, const std::string& came)
        : runtime_error("should: " + promised + "\nbut:    " + came) {}
};

/// The server did not start, or it died. Nothing excuses this.
class server_failed : public std::runtime_error {
public:
    using runtime_error::runtime_error;
};

/// The steps of one case. Of a long story, the middle is left out.
class story {
public:
    void tell(std::string step);

    /// The numbered steps, one a line, indented.
    std::string text() const;

private:
    std::vector<std::string> beginning_;
    std::deque<std::string> latest_; // what came after the beginning
    std::size_t forgotten_ = 0;      // steps between the two
};

/// Bytes as a reader can see them: `5 bytes "hello"`, long ones cut short.
std::string in_quotes(std::string_view bytes);

/// Every line of `text` with `margin` in front.
std::string indented(std::string_view text, std::string_view margin);

} // namespace net
