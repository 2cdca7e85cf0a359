"""The servers that the scripts here compare: {name: command line}."""
import pathlib

CHAPTERS = {"03": "03-epoll-reactor", "04": "04-proactor",
            "05": "05-ucontext-coroutines", "06 linked": "06-hooked-io"}
# Each is built where its library is installed: bench/libev_echo and so on.
LIBRARIES = {"libev": "03-epoll-reactor/bench/libev",
             "libuv": "03-epoll-reactor/bench/libuv",
             "libevent": "03-epoll-reactor/bench/libevent",
             "Asio": "04-proactor/bench/asio",
             "State Threads": "05-ucontext-coroutines/bench/st",
             "Go": "05-ucontext-coroutines/bench/go"}


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


def libraries(build, kind):
    """One thread each, as the others have; Go would take one a core."""
    programs = {name: f"{build}/{program}_{kind}"
                for name, program in LIBRARIES.items()}
    return {name: f"env GOMAXPROCS=1 {program}" if name == "Go" else program
            for name, program in programs.items()
            if pathlib.Path(program).exists()}
