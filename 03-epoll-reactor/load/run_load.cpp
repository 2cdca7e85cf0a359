#include "03-epoll-reactor/load/run_load.h"

#include "03-epoll-reactor/load/chat_load.h"
#include "03-epoll-reactor/load/echo_load.h"
#include "03-epoll-reactor/load/gateway_load.h"
#include "03-epoll-reactor/load/idle_load.h"
#include "03-epoll-reactor/load/storm_load.h"

namespace net {

load_report run_load(const load_options& options, load_observer observer) {
    switch (options.kind) {
        case load_kind::echo:
            return echo_load(options, std::move(observer)).run();
        case load_kind::chat:
            return chat_load(options, std::move(observer)).run();
        case load_kind::gateway:
            return gateway_load(options, std::move(observer)).run();
        case load_kind::idle:
            return idle_load(options, std::move(observer)).run();
        case load_kind::storm: break;
    }
    return storm_load(options, std::move(observer)).run();
}

} // namespace net
