// A place in a resolver's answers.
#pragma once

#include <cassert>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "04-proactor/ip/basic_resolver_entry.h"

namespace net::ip {

/// Walks over the answers and keeps them alive meanwhile; older programs know
/// it as `tcp::resolver::iterator`. A new one is the end of all answers.
/// Lifetime: what it refers to lives as long as any iterator over it
template <class InternetProtocol>
class basic_resolver_iterator {
public:
    using value_type = basic_resolver_entry<InternetProtocol>;
    using reference = const value_type&;
    using pointer = const value_type*;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;

    basic_resolver_iterator() = default;

    reference operator*() const {
        assert(entries_ != nullptr);
        return (*entries_)[index_];
    }
    pointer operator->() const { return &**this; }

    basic_resolver_iterator& operator++() {
        assert(entries_ != nullptr);
        if (++index_ == entries_->size()) *this = basic_resolver_iterator();
        return *this;
    }
    basic_resolver_iterator operator++(int) {
        basic_resolver_iterator before = *this;
        ++*this;
        return before;
    }

    friend bool operator==(const basic_resolver_iterator&,
                           const basic_resolver_iterator&) = default;

protected:
    using entries_type = std::vector<value_type>;

    /// At the first of them, or at the end if there are none.
    explicit basic_resolver_iterator(entries_type entries) {
        if (entries.empty()) return;
        entries_ = std::make_shared<const entries_type>(std::move(entries));
    }

    // Never an empty list: all ends are null, and so equal to each other.
    std::shared_ptr<const entries_type> entries_;
    std::size_t index_ = 0; // below entries_->size(), or 0 at the end
};

} // namespace net::ip
