// Three clients want an answer at once, and each answer takes three calls: as
// coroutines, as callbacks, and as threads.

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "01-blocking/backend_connection.h"
#include "01-blocking/server_options.h"
#include "03-epoll-reactor/rpc_client.h"
#include "05-ucontext-coroutines/backend_client.h"
#include "05-ucontext-coroutines/three_calls.h"
#include "05-ucontext-coroutines/trace_file.h"

namespace {

using std::string;

const std::vector<string> names = {"alice", "bob", "carol"};

// [lesson: by-coroutines]
void by_coroutines(const net::server_options& options, net::trace_file* trace) {
    net::reactor loop;
    net::scheduler_settings settings;
    settings.trace = trace;
    net::scheduler flows(loop, settings);
    const net::socket_address address = net::resolve(options.backend);
    for (const string& name : names) {
        flows.spawn(
            [&] {
                net::backend_client backend(address, options.rpc_timeout);
                std::puts(net::three_calls(name, backend).c_str());
            },
            name);
    }
    flows.run();
}
// [end]

void by_threads(const net::server_options& options) {
    std::vector<std::jthread> threads;
    for (const string& name : names) {
        threads.emplace_back([&] {
            constexpr int no_client = -1;
            net::backend_connection backend(options.backend,
                                            options.rpc_timeout, no_client);
            std::puts(net::three_calls(name, backend).c_str());
        });
    }
}

void answer(const string& name, net::rpc_client& backend,
            const std::function<void(const string&)>& reply) {
    using std::error_code;
    backend.request("user " + name, [=, &backend](error_code who, string id) {
        if (who == net::rpc_error::refused) return reply(net::no_such_user);
        if (who) return reply(net::gateway_failure(who));
        backend.request(
            "city " + id, [=, &backend](error_code where, string city) {
                if (where) return reply(net::gateway_failure(where));
                backend.request(
                    "weather " + city, [=](error_code how, string weather) {
                        if (how) return reply(net::gateway_failure(how));
                        reply(net::gateway_answer(name, city, weather));
                    });
            });
    });
}

void by_callbacks(const net::server_options& options) {
    net::reactor loop;
    const net::socket_address address = net::resolve(options.backend);
    std::vector<std::unique_ptr<net::rpc_client>> backends;
    std::size_t unanswered = names.size();
    for (const string& name : names) {
        backends.push_back(std::make_unique<net::rpc_client>(
            loop, address, options.rpc_timeout));
        answer(name, *backends.back(), [&](const string& line) {
            std::puts(line.c_str());
            if (--unanswered == 0) loop.stop();
        });
    }
    loop.run();
}

} // namespace

int main(int argc, char** argv) {
    net::choice own[] = {{"way", {"coroutines", "callbacks", "threads"}},
                         {"trace", {""}, "", "FILE  for Perfetto"}};
    const net::server_options options =
        net::parse_server_options(argc, argv, {}, own);
    return net::run_server(argv[0], [&] {
        const auto begin = std::chrono::steady_clock::now();
        if (own[0].chosen == "threads") {
            by_threads(options);
        } else if (own[0].chosen == "callbacks") {
            by_callbacks(options);
        } else {
            std::optional<net::trace_file> trace;
            if (!own[1].chosen.empty()) trace.emplace(own[1].chosen);
            by_coroutines(options, trace ? &*trace : nullptr);
        }
        const auto time = std::chrono::steady_clock::now() - begin;
        std::printf(
            "all three after %lld ms\n",
            static_cast<long long>(
                std::chrono::ceil<std::chrono::milliseconds>(time).count()));
    });
}
