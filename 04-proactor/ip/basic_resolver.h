// Names into addresses, without waiting for the answer.
#pragma once

#include <atomic>
#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "04-proactor/async_result.h"
#include "04-proactor/default_token.h"
#include "04-proactor/forward.h"
#include "04-proactor/handler_call.h"
#include "04-proactor/ip/basic_resolver_results.h"
#include "04-proactor/ip/resolve.h"
#include "04-proactor/ip/resolver_base.h"
#include "04-proactor/ip/resolver_query.h"
#include "04-proactor/resolver_thread.h"
#include "04-proactor/throw_error.h"

namespace net {
namespace detail {

/// What are the addresses of a name?
template <class Protocol>
struct by_name {
    using results_type = ip::basic_resolver_results<Protocol>;
    ip::basic_resolver_query<Protocol> name;

    results_type ask(std::error_code& error) const {
        const auto found = resolve_host(name.host_name(), name.service_name(),
                                        name.hints(), error);
        if (error) return results_type();
        return results_type::create(found, name.host_name(),
                                    name.service_name());
    }
};

/// What is the name of an address?
template <class Protocol>
struct by_endpoint {
    using results_type = ip::basic_resolver_results<Protocol>;
    typename Protocol::endpoint endpoint;

    results_type ask(std::error_code& error) const {
        const auto found = resolve_endpoint(endpoint.data(), endpoint.size(),
                                            endpoint.protocol().type(), error);
        if (error) return results_type();
        return results_type::create(endpoint, found.host, found.service);
    }
};

/// A look-up, in the resolver's thread first, and then in the handler's.
template <class Question, class Handler>
class resolve_operation final : public lookup {
public:
    template <class H>
    resolve_operation(Question&& what, cancel_token token, H&& handler,
                      const io_executor& objects)
        : lookup(&resolve_operation::look, &resolve_operation::finish,
                 std::move(token)),
          question_(std::move(what)),
          handler_(std::forward<H>(handler)),
          executor_(handler_, objects) {}

    Handler& handler() { return handler_; }
    handler_executor<Handler>& executor() { return executor_; }
    auto results() { return std::tuple(error, std::move(found_)); }

private:
    static void look(lookup* self) {
        auto* one = static_cast<resolve_operation*>(self);
        one->found_ = one->question_.ask(one->error);
    }
    static void finish(scheduler* owner, operation* self) {
        complete_operation(owner, static_cast<resolve_operation*>(self));
    }

    Question question_;
    typename Question::results_type found_;
    Handler handler_;
    handler_executor<Handler> executor_;
};

} // namespace detail

namespace ip {

/// Looks names up. The system has no way to do so without waiting, so a thread
/// of the context's own does the waiting.
/// Errors:   error::host_not_found, error::service_not_found, ...
/// Threads:  one at a time
/// Source:   asio::ip::basic_resolver
template <class InternetProtocol, class Executor>
class basic_resolver : public resolver_base {
public:
    using executor_type = Executor;
    using protocol_type = InternetProtocol;
    using endpoint_type = typename InternetProtocol::endpoint;
    using query = basic_resolver_query<InternetProtocol>;
    using iterator = basic_resolver_iterator<InternetProtocol>;
    using results_type = basic_resolver_results<InternetProtocol>;

    template <class OtherExecutor>
    struct rebind_executor {
        using other = basic_resolver<InternetProtocol, OtherExecutor>;
    };

    explicit basic_resolver(const executor_type& one) : executor_(one) {}
    template <has_executor Context>
    explicit basic_resolver(Context& context)
        : basic_resolver(executor_type(context.get_executor())) {}
    template <std::convertible_to<Executor> OtherExecutor>
    basic_resolver(basic_resolver<InternetProtocol, OtherExecutor>&& other)
        : executor_(other.executor_), token_(other.take_token()) {}
    /// Takes the look-ups along; `other` can begin new ones.
    basic_resolver(basic_resolver&& other)
        : executor_(other.executor_), token_(other.take_token()) {}
    basic_resolver& operator=(basic_resolver&& other) {
        if (this == &other) return *this;
        cancel();
        executor_ = other.executor_;
        token_ = other.take_token();
        return *this;
    }
    ~basic_resolver() { *token_ = true; }

    executor_type get_executor() const noexcept { return executor_; }

    /// Ends all look-ups with error::operation_aborted.
    void cancel() {
        net::detail::tracking::called("resolver", this, "cancel");
        *take_token() = true;
    }

    /// Looks a name up, and waits for the answer.
    results_type resolve(const query& what, std::error_code& error) {
        return by_name{what}.ask(error);
    }
    results_type resolve(const query& what) {
        std::error_code error;
        results_type found = resolve(what, error);
        net::detail::throw_error(error, "resolve");
        return found;
    }
    results_type resolve(std::string_view host, std::string_view service,
                         flags how = flags()) {
        return resolve(make_query(host, service, how));
    }
    results_type resolve(std::string_view host, std::string_view service,
                         std::error_code& error) {
        return resolve(make_query(host, service, flags()), error);
    }
    results_type resolve(std::string_view host, std::string_view service,
                         flags how, std::error_code& error) {
        return resolve(make_query(host, service, how), error);
    }
    results_type resolve(const protocol_type& protocol, std::string_view host,
                         std::string_view service, flags how = flags()) {
        return resolve(make_query(protocol, host, service, how));
    }
    results_type resolve(const protocol_type& protocol, std::string_view host,
                         std::string_view service, std::error_code& error) {
        return resolve(make_query(protocol, host, service, flags()), error);
    }
    results_type resolve(const protocol_type& protocol, std::string_view host,
                         std::string_view service, flags how,
                         std::error_code& error) {
        return resolve(make_query(protocol, host, service, how), error);
    }

    /// Looks up the names of an address and a port.
    results_type resolve(const endpoint_type& what, std::error_code& error) {
        return by_endpoint{what}.ask(error);
    }
    results_type resolve(const endpoint_type& what) {
        std::error_code error;
        results_type found = resolve(what, error);
        net::detail::throw_error(error, "resolve");
        return found;
    }

    /// Shape:    handler(std::error_code, results_type)
    template <class Token = net::detail::default_token<Executor>>
    auto async_resolve(const query& what,
                       Token&& token = net::detail::default_token<Executor>()) {
        return ask(by_name{what}, std::forward<Token>(token));
    }
    template <class Token = net::detail::default_token<Executor>>
    requires(!std::convertible_to<Token, flags>) auto async_resolve(
        std::string_view host, std::string_view service,
        Token&& token = net::detail::default_token<Executor>()) {
        return async_resolve(make_query(host, service, flags()),
                             std::forward<Token>(token));
    }
    template <class Token = net::detail::default_token<Executor>>
    auto async_resolve(std::string_view host, std::string_view service,
                       flags how,
                       Token&& token = net::detail::default_token<Executor>()) {
        return async_resolve(make_query(host, service, how),
                             std::forward<Token>(token));
    }
    template <class Token = net::detail::default_token<Executor>>
    requires(!std::convertible_to<Token, flags>) auto async_resolve(
        const protocol_type& protocol, std::string_view host,
        std::string_view service,
        Token&& token = net::detail::default_token<Executor>()) {
        return async_resolve(make_query(protocol, host, service, flags()),
                             std::forward<Token>(token));
    }
    template <class Token = net::detail::default_token<Executor>>
    auto async_resolve(const protocol_type& protocol, std::string_view host,
                       std::string_view service, flags how,
                       Token&& token = net::detail::default_token<Executor>()) {
        return async_resolve(make_query(protocol, host, service, how),
                             std::forward<Token>(token));
    }
    template <class Token = net::detail::default_token<Executor>>
    auto async_resolve(const endpoint_type& what,
                       Token&& token = net::detail::default_token<Executor>()) {
        return ask(by_endpoint{what}, std::forward<Token>(token));
    }

private:
    template <class, class>
    friend class basic_resolver;
    using by_name = net::detail::by_name<InternetProtocol>;
    using by_endpoint = net::detail::by_endpoint<InternetProtocol>;

    /// Shape:    what the look-ups so far have; those to come get another one
    net::detail::cancel_token take_token() {
        return std::exchange(token_,
                             std::make_shared<std::atomic<bool>>(false));
    }

    static query make_query(std::string_view host, std::string_view service,
                            flags how) {
        return query(std::string(host), std::string(service), how);
    }
    static query make_query(const protocol_type& protocol,
                            std::string_view host, std::string_view service,
                            flags how) {
        return query(protocol, std::string(host), std::string(service), how);
    }

    template <class Question, class Token>
    auto ask(Question what, Token&& token) {
        return async_initiate<Token, void(std::error_code, results_type)>(
            [this](auto&& handler, Question asked) {
                this->start(std::move(asked),
                            std::forward<decltype(handler)>(handler));
            },
            token, std::move(what));
    }

    template <class Question, class Handler>
    void start(Question&& what, Handler&& handler) {
        using made =
            net::detail::resolve_operation<Question, std::decay_t<Handler>>;
        const auto memory = get_associated_allocator(handler);
        using allocator = std::remove_const_t<decltype(memory)>;
        const io_executor objects(executor_);
        made* one = net::detail::operation_owner<made, allocator>::make(
            memory, std::move(what), token_, std::forward<Handler>(handler),
            objects);
        net::detail::tracking::created(*one, "resolver", "async_resolve", this);
        use_service<net::detail::resolver_thread>(objects.context()).start(one);
    }

    Executor executor_;
    net::detail::cancel_token token_ =
        std::make_shared<std::atomic<bool>>(false);
};

} // namespace ip
} // namespace net
