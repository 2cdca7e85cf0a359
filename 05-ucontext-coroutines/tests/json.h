// Reads just enough JSON to say whether a text is some.
#pragma once

#include <cctype>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace net {

/// A value: an object, an array, or a word, which is what stands for a number
/// or a string.
struct json {
    std::map<std::string, json> members;
    std::vector<json> elements;
    std::string word;

    const json& operator[](const std::string& name) const {
        return members.at(name);
    }
};

/// Errors:   std::runtime_error that says where it is none
class json_reader {
public:
    explicit json_reader(std::string_view text) : text_(text) {}

    json read() {
        json value = read_value();
        if (peek() != '\0') fail();
        return value;
    }

private:
    json read_value() {
        json value;
        if (take('{')) {
            if (take('}')) return value;
            do {
                const std::string name = read_string();
                expect(':');
                value.members[name] = read_value();
            } while (take(','));
            expect('}');
        } else if (take('[')) {
            if (take(']')) return value;
            do {
                value.elements.push_back(read_value());
            } while (take(','));
            expect(']');
        } else {
            value.word = peek() == '"' ? read_string() : read_number();
        }
        return value;
    }

    std::string read_string() {
        std::string word;
        expect('"');
        while (at_ < text_.size() && text_[at_] != '"') {
            if (text_[at_] == '\\') ++at_;
            if (static_cast<unsigned char>(text_.at(at_)) < ' ') fail();
            word += text_[at_++];
        }
        expect('"');
        return word;
    }

    std::string read_number() {
        std::string word;
        while (std::isdigit(peek()) || peek() == '.') word += text_[at_++];
        if (word.empty() || word.front() == '.' || word.back() == '.') fail();
        return word;
    }

    char peek() {
        while (at_ < text_.size() && std::isspace(text_[at_])) ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool take(char wanted) {
        if (peek() != wanted) return false;
        ++at_;
        return true;
    }
    void expect(char wanted) {
        if (!take(wanted)) fail();
    }
    [[noreturn]] void fail() {
        throw std::runtime_error("no JSON at byte " + std::to_string(at_));
    }

    const std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace net
