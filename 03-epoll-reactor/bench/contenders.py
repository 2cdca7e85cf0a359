"""The servers that the scripts here compare: {name: command line}."""
import pathlib

CHAPTERS = {"03": "03-epoll-reactor", "04": "04-proactor",
            "05": "05-ucontext-coroutines", "06 linked": "06-hooked-io"}
# Each is built where its library is installed.
LIBRARIES = {"libev": "03-epoll-reactor/bench/libev_echo",
             "libuv": "03-epoll-reactor/bench/libuv_echo",
             "libevent": "03-epoll-reactor/bench/libevent_echo",
             "Asio": "04-proactor/bench/asio_echo"}


def chapters(build, kind, arguments="--port 0"):
    """One thread each, and the first chapter's program under the preload."""
    servers = {name: f"{build}/{folder}/{kind}_server {arguments}"
               for name, folder in CHAPTERS.items()}
    servers["01 preloaded"] = (
        f"env LD_PRELOAD={build}/06-hooked-io/libhooked_io.so "
        f"{build}/01-blocking/{kind}_server {arguments}")
    return servers


def bare_loop(build, kind):
    return {"bare loop": f"{build}/03-epoll-reactor/bench/bare_{kind}_loop 0"}


def libraries(build):
    return {name: f"{build}/{program}" for name, program in LIBRARIES.items()
            if (pathlib.Path(build) / program).exists()}
