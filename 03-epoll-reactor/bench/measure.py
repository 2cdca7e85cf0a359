"""One server and one load, each on a core of its own: what the scripts share."""
import contextlib
import json
import os
import pathlib
import platform
import resource
import shlex
import subprocess
import sys

TICKS = os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def running(command, cores="0"):
    """Starts a server on some cores and gives its pid and its address."""
    server = subprocess.Popen(["taskset", "-c", cores,
                               *shlex.split(command)],
                              stdout=subprocess.PIPE, text=True)
    try:
        yield server.pid, server.stdout.readline().split()[-1]
    finally:
        server.terminate()
        server.wait()


def cpu_seconds(pid):
    """User and system time of a process so far."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return int(fields[11]) / TICKS, int(fields[12]) / TICKS


def load(build, kind, address, *arguments):
    """What the load reports, which is checked bytes or nothing."""
    result = subprocess.run(
        ["taskset", "-c", "1", f"{build}/03-epoll-reactor/load", kind, address,
         *arguments, "--json"], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{address}: {result.stdout}{result.stderr}")
    return json.loads(result.stdout)


def allow_descriptors():
    """Thousands of connections: for the servers, who inherit it from us."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def machine():
    """Where it was measured, for the first line of a file of figures."""
    with open("/proc/cpuinfo") as cpus:
        model = next(line.split(":")[1].strip() for line in cpus
                     if line.startswith("model name"))
    return (f"{os.cpu_count()} cores, {model}, "
            f"{platform.system()} {platform.release().split('-')[0]}")


def write_csv(name, what, command, lines):
    """Writes figures/NAME.csv and shows it. The first line is the header."""
    target = pathlib.Path(__file__).parent.parent / "figures" / f"{name}.csv"
    text = "\n".join([f"# {what}; {machine()}", f"# {command}", *lines]) + "\n"
    target.write_text(text)
    print(text, end="")


def write_into(page, mark, text):
    """Writes text between a page's <!-- mark --> and <!-- /mark -->."""
    target = pathlib.Path(__file__).parent.parent / page
    before, begin, rest = target.read_text().partition(f"<!-- {mark} -->\n")
    _, end, after = rest.partition(f"<!-- /{mark} -->")
    if not end:
        sys.exit(f"{page}: no <!-- {mark} --> to write to")
    target.write_text(f"{before}{begin}{text}\n{end}{after}")
