// What an io_context has on board: services, which end in good order.
#pragma once

#include <concepts>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <typeindex>
#include <utility>
#include <vector>

namespace net {

/// Owns services, one of each type. At its end it first tells all of them to
/// shut down, so that they let go of handlers, which may own whatever else
/// uses a service; then it destroys them, the newest first.
/// Source:   asio::execution_context
class execution_context {
public:
    class service;
    class id {}; // a service of Asio's has a static one; it is not needed here

    enum fork_event { fork_prepare, fork_parent, fork_child };

    execution_context() = default;
    execution_context(const execution_context&) = delete;
    execution_context& operator=(const execution_context&) = delete;
    ~execution_context();

    /// Tells the services that the process is about to fork, or has done so.
    /// Threads:  no other one uses the context meanwhile
    void notify_fork(fork_event event);

protected:
    /// For a derived class whose services use its own members.
    void shutdown();
    void destroy();

private:
    template <class Service, class Context>
    friend Service& use_service(Context& context);
    template <class Service, class Context, class... Arguments>
    friend Service& make_service(Context& context, Arguments&&... arguments);
    template <class Service>
    friend void add_service(execution_context& context, Service* service);
    template <class Service>
    friend bool has_service(execution_context& context);

    struct entry {
        std::type_index type;
        std::unique_ptr<service> one;
    };

    service* find(std::type_index type);
    service& add(std::type_index type, std::unique_ptr<service> one);

    std::recursive_mutex mutex_;  // a service's constructor may use another
    std::vector<entry> services_; // the newest is last
};

/// The base of a service.
/// Lifetime: that of its context, after shutdown() until the destructor
class execution_context::service {
public:
    service(const service&) = delete;
    service& operator=(const service&) = delete;
    virtual ~service() = default;

    execution_context& context() { return context_; }

protected:
    explicit service(execution_context& owner) : context_(owner) {}

private:
    friend class execution_context;

    /// Destroys all handlers, and accepts no new ones.
    virtual void shutdown() = 0;
    virtual void notify_fork(fork_event) {}

    execution_context& context_;
};

class service_already_exists : public std::logic_error {
public:
    service_already_exists() : std::logic_error("Service already exists.") {}
};

class invalid_service_owner : public std::logic_error {
public:
    invalid_service_owner() : std::logic_error("Invalid service owner.") {}
};

namespace detail {

/// Services that are to be found under one name say so by a `key_type`.
template <class Service>
struct service_key {
    using type = Service;
};
template <class Service>
requires requires {
    typename Service::key_type;
}
struct service_key<Service> {
    using type = typename Service::key_type;
};

template <class Service>
std::type_index service_type() {
    return typeid(typename service_key<Service>::type);
}

/// The context in the type that the service's constructor takes.
template <class Service, class... Arguments, class Context>
auto& owner_of(Context& context) {
    if constexpr (std::constructible_from<Service, execution_context&,
                                          Arguments...>)
        return static_cast<execution_context&>(context);
    else
        return context;
}

} // namespace detail

/// The context's service of this type; made now if there is none yet.
template <class Service, class Context>
Service& use_service(Context& context) {
    execution_context& owner = context;
    const std::lock_guard lock(owner.mutex_);
    const std::type_index type = detail::service_type<Service>();
    execution_context::service* found = owner.find(type);
    if (!found) {
        found = &owner.add(type, std::make_unique<Service>(
                                     detail::owner_of<Service>(context)));
    }
    return static_cast<Service&>(*found);
}

/// Makes a service with arguments of its own.
/// Errors:   service_already_exists
template <class Service, class Context, class... Arguments>
Service& make_service(Context& context, Arguments&&... arguments) {
    auto made = std::make_unique<Service>(
        detail::owner_of<Service, Arguments...>(context),
        std::forward<Arguments>(arguments)...);
    Service& result = *made;
    execution_context& owner = context;
    owner.add(detail::service_type<Service>(), std::move(made));
    return result;
}

/// Gives the context a service that was made elsewhere, for this context.
/// Errors:   service_already_exists; invalid_service_owner
template <class Service>
void add_service(execution_context& context, Service* service) {
    if (&service->context() != &context) throw invalid_service_owner();
    const std::lock_guard lock(context.mutex_);
    const std::type_index type = detail::service_type<Service>();
    if (context.find(type)) throw service_already_exists();
    context.add(type, std::unique_ptr<execution_context::service>(service));
}

template <class Service>
bool has_service(execution_context& context) {
    const std::lock_guard lock(context.mutex_);
    return context.find(detail::service_type<Service>()) != nullptr;
}

} // namespace net
