// All answers of a resolver, as a range.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "04-proactor/ip/basic_resolver_entry.h"
#include "04-proactor/ip/basic_resolver_iterator.h"
#include "04-proactor/ip/resolve.h"

namespace net::ip {

/// A list of entries that cannot be changed, and so may be shared: a copy is
/// one more pointer to it. It derives from its iterator since a resolver once
/// returned that; older programs go on as if it did.
template <class InternetProtocol>
class basic_resolver_results
    : public basic_resolver_iterator<InternetProtocol> {
public:
    using protocol_type = InternetProtocol;
    using endpoint_type = typename InternetProtocol::endpoint;
    using value_type = basic_resolver_entry<InternetProtocol>;
    using reference = value_type&;
    using const_reference = const value_type&;
    using const_iterator = basic_resolver_iterator<InternetProtocol>;
    using iterator = const_iterator;
    using difference_type = std::ptrdiff_t;
    using size_type = std::size_t;

    basic_resolver_results() = default;

    /// What resolve_host() found for these names.
    static basic_resolver_results create(
        const std::vector<detail::resolved_address>& found,
        std::string_view host, std::string_view service) {
        typename const_iterator::entries_type entries;
        for (const detail::resolved_address& it : found) {
            const std::string_view name =
                it.canonical_name.empty() ? host : it.canonical_name;
            entries.emplace_back(endpoint_type(it.address, it.port), name,
                                 service);
        }
        return basic_resolver_results(std::move(entries));
    }

    /// The answer to a question that nobody had to ask.
    static basic_resolver_results create(const endpoint_type& endpoint,
                                         std::string_view host,
                                         std::string_view service) {
        return basic_resolver_results({value_type(endpoint, host, service)});
    }

    template <class EndpointIterator>
    static basic_resolver_results create(EndpointIterator begin,
                                         EndpointIterator end,
                                         std::string_view host,
                                         std::string_view service) {
        typename const_iterator::entries_type entries;
        for (; begin != end; ++begin) {
            entries.emplace_back(*begin, host, service);
        }
        return basic_resolver_results(std::move(entries));
    }

    /// From the first, wherever this stands if it is used as an iterator.
    const_iterator begin() const {
        basic_resolver_results first = *this;
        first.index_ = 0;
        return first;
    }
    const_iterator end() const { return {}; }
    const_iterator cbegin() const { return begin(); }
    const_iterator cend() const { return end(); }

    size_type size() const noexcept {
        return this->entries_ == nullptr ? 0 : this->entries_->size();
    }
    size_type max_size() const noexcept {
        return this->entries_ == nullptr ? 0 : this->entries_->max_size();
    }
    bool empty() const noexcept { return size() == 0; }

    void swap(basic_resolver_results& other) noexcept {
        std::swap(*this, other);
    }

private:
    explicit basic_resolver_results(
        typename const_iterator::entries_type entries)
        : const_iterator(std::move(entries)) {}
};

} // namespace net::ip
