// The names that protocols and sockets need of each other before they exist.
#pragma once

namespace net {

class io_context;
class io_executor;

/// Where the completions of an I/O object run. Asio erases the type here, so
/// that a socket may sit on any executor; this library has the io_context's.
using any_io_executor = io_executor;

// The default arguments stand here, and only here.
template <class Protocol, class Executor = any_io_executor>
class basic_socket;

template <class Protocol, class Executor = any_io_executor>
class basic_stream_socket;

template <class Protocol, class Executor = any_io_executor>
class basic_datagram_socket;

template <class Protocol, class Executor = any_io_executor>
class basic_socket_acceptor;

template <class Protocol>
class basic_socket_iostream;

namespace ip {

template <class InternetProtocol, class Executor = any_io_executor>
class basic_resolver;

} // namespace ip
} // namespace net
