#include "03-epoll-reactor/load/tour/tour_row.h"

#include <stdexcept>

#include "01-blocking/contract/shell_words.h"

namespace net {
namespace {

/// Cuts the first word off a line, and returns it.
std::string take_word(std::string& line) {
    const std::size_t space = line.find(' ');
    const std::string word = line.substr(0, space);
    line = space == line.npos ? "" : line.substr(space + 1);
    return word;
}

/// Shape:    false if there is no such word
bool read_row_line(tour_row& row, const std::string& word,
                   const std::string& rest) {
    if (word == "echo") {
        row.echo = shell_words(rest);
    } else if (word == "chat") {
        row.chat = shell_words(rest);
    } else if (word == "gateway") {
        row.gateway = shell_words(rest);
    } else if (word == "most-connections") {
        row.most_connections = std::stoul(rest);
    } else if (word == "most-gateway-clients") {
        row.most_gateway_clients = std::stoul(rest);
    } else if (word == "because") {
        row.because = rest;
    } else if (word == "says") {
        row.says = rest;
    } else {
        return false;
    }
    return true;
}

} // namespace

tour_book read_tour_book(std::istream& from) {
    tour_book book;
    std::string line;
    while (std::getline(from, line)) {
        if (line.empty()) continue;
        std::string rest = line;
        const std::string word = take_word(rest);
        if (word == "output") {
            book.output = rest;
        } else if (word == "compiler") {
            book.compiler = rest;
        } else if (word == "backend") {
            book.backend = shell_words(rest);
        } else if (word == "row") {
            tour_row& row = book.rows.emplace_back();
            row.chapter = take_word(rest);
            row.label = rest;
        } else if (book.rows.empty() ||
                   !read_row_line(book.rows.back(), word, rest)) {
            throw std::runtime_error("the tour cannot read '" + line + "'");
        }
    }
    return book;
}

} // namespace net
