// The whole of this chapter's public part. Programs written for Asio need no
// more than this and `namespace asio = net;`.
#pragma once

// Not ours, but programs have open(2) and umask(2) from Asio as well.
#include <fcntl.h>
#include <sys/stat.h>

#include "04-proactor/asio_macros.h"
#include "04-proactor/associated.h"
#include "04-proactor/async_read.h"
#include "04-proactor/async_read_until.h"
#include "04-proactor/async_result.h"
#include "04-proactor/async_write.h"
#include "04-proactor/awaitable.h"
#include "04-proactor/basic_datagram_socket.h"
#include "04-proactor/basic_socket_acceptor.h"
#include "04-proactor/basic_socket_iostream.h"
#include "04-proactor/basic_stream_socket.h"
#include "04-proactor/basic_waitable_timer.h"
#include "04-proactor/bind_executor.h"
#include "04-proactor/buffer.h"
#include "04-proactor/buffers_iterator.h"
#include "04-proactor/co_spawn.h"
#include "04-proactor/compose.h"
#include "04-proactor/connect.h"
#include "04-proactor/connect_iterators.h"
#include "04-proactor/coroutine.h"
#include "04-proactor/detached.h"
#include "04-proactor/dynamic_buffer.h"
#include "04-proactor/error.h"
#include "04-proactor/execution.h"
#include "04-proactor/execution_context.h"
#include "04-proactor/executor_work_guard.h"
#include "04-proactor/handler_memory.h"
#include "04-proactor/io_context.h"
#include "04-proactor/ip/address.h"
#include "04-proactor/ip/basic_resolver.h"
#include "04-proactor/ip/host_name.h"
#include "04-proactor/ip/multicast.h"
#include "04-proactor/ip/tcp.h"
#include "04-proactor/ip/udp.h"
#include "04-proactor/ip/unicast.h"
#include "04-proactor/ip/v6_only.h"
#include "04-proactor/local/connect_pair.h"
#include "04-proactor/local/datagram_protocol.h"
#include "04-proactor/local/stream_protocol.h"
#include "04-proactor/packaged_task.h"
#include "04-proactor/placeholders.h"
#include "04-proactor/posix/basic_stream_descriptor.h"
#include "04-proactor/post.h"
#include "04-proactor/read.h"
#include "04-proactor/read_until.h"
#include "04-proactor/redirect_error.h"
#include "04-proactor/signal_set.h"
#include "04-proactor/strand.h"
#include "04-proactor/streambuf.h"
#include "04-proactor/system_executor.h"
#include "04-proactor/this_coro.h"
#include "04-proactor/thread.h"
#include "04-proactor/thread_pool.h"
#include "04-proactor/use_awaitable.h"
#include "04-proactor/use_future.h"
#include "04-proactor/write.h"

namespace net {

namespace chrono = std::chrono;
using std::error_category;

// As older programs call it. It stands here since our own templates use the
// word for their variables.
using executor = any_io_executor;

} // namespace net
