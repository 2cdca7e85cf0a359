// One call for every kind of load.
#pragma once

#include "03-epoll-reactor/load/load_options.h"
#include "03-epoll-reactor/load/load_run.h"
#include "03-epoll-reactor/load/report.h"

namespace net {

/// Errors:   as load_run::run()
load_report run_load(const load_options& options, load_observer observer = {});

} // namespace net
