#!/usr/bin/env bash
# Programs that nobody here wrote, as they are and under the hooks: they must
# do the same. What is not installed is left out.
# usage: programs.sh LIBRARY [NAME...]
set -uo pipefail
hooks=$(realpath "$1")
shift
wanted=("$@")
folder=$(mktemp -d)
started=()
trap 'for p in "${started[@]}"; do kill "$p" 2>/dev/null; done; wait; rm -rf "$folder"' EXIT
cd "$folder" || exit 1
passed=0 failed=0
PATH=$PATH:/usr/sbin

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket()
s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Starts a server in the background and waits until its port can be reached.
start() {
    local port=$1
    shift
    "$@" >"$folder/server.log" 2>&1 &
    started+=($!)
    server=$!
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    echo "does not listen: $(head -c 300 "$folder/server.log")"
    return 1
}

stop() {
    kill "$server" 2>/dev/null
    timeout 10 tail --pid="$server" -f /dev/null || kill -9 "$server"
    wait "$server" 2>/dev/null
}

# compare NAME PROGRAM FUNCTION: the function runs its programs by "${run[@]}",
# once as they are and once under the hooks.
compare() {
    local name=$1 program=$2 function=$3 native hooked
    [[ ${#wanted[@]} == 0 || " ${wanted[*]} " == *" $name "* ]] || return 0
    if ! command -v "$program" >/dev/null; then
        echo "left out  $name: no $program"
        return
    fi
    run=(env)
    native=$("$function" 2>&1)
    run=(env "LD_PRELOAD=$hooks")
    hooked=$("$function" 2>&1)
    if [[ -n $native && $native == "$hooked" ]]; then
        echo "same      $name"
        passed=$((passed + 1))
    else
        echo "DIFFERS   $name"
        diff <(echo "$native") <(echo "$hooked") | head -12
        failed=$((failed + 1))
    fi
}

# A server of files, for all clients.
mkdir www
head -c 300000 /dev/zero | tr '\0' x >www/big
echo hello >www/small
web=$(free_port)
(cd www && exec /usr/bin/python3 -m http.server "$web" \
    --bind 127.0.0.1 >/dev/null 2>&1) &
started+=($!)
for _ in $(seq 100); do
    (exec 3<>"/dev/tcp/127.0.0.1/$web") 2>/dev/null && break
    sleep 0.1
done

by_curl() {
    timeout 30 "${run[@]}" curl -sS "http://127.0.0.1:$web/small" \
        "http://localhost:$web/big" | md5sum
    timeout 30 "${run[@]}" curl -sS --parallel --parallel-max 20 \
        "http://127.0.0.1:$web/small?[1-100]" 2>/dev/null | sort | uniq -c
    timeout 30 "${run[@]}" curl -sS http://127.0.0.1:1/
}
by_wget() { timeout 30 "${run[@]}" wget -qO- "http://127.0.0.1:$web/big" | md5sum; }
by_socat() {
    printf 'GET /small HTTP/1.0\r\n\r\n' |
        timeout 30 "${run[@]}" socat -t5 - "TCP:127.0.0.1:$web" | tail -1
}
by_openssl() {
    timeout 30 "${run[@]}" openssl speed -seconds 1 -bytes 64 sha1 2>&1 |
        grep -c 'Doing sha1'
    local port
    port=$(free_port)
    make_certificate
    start "$port" "${run[@]}" openssl s_server -accept "$port" -www -quiet \
        -cert cert.pem -key key.pem || return
    printf 'GET / HTTP/1.0\r\n\r\n' |
        timeout 30 "${run[@]}" openssl s_client -connect "127.0.0.1:$port" -quiet \
            -ign_eof 2>/dev/null | grep -c 'HTTP/1.0 200'
    stop
}
make_certificate() {
    [[ -f key.pem ]] || openssl req -x509 -newkey rsa:2048 -nodes -days 1 \
        -keyout key.pem -out cert.pem -subj /CN=localhost 2>/dev/null
}
by_redis() {
    local port
    port=$(free_port)
    start "$port" "${run[@]}" redis-server --port "$port" --save '' ||
        return
    timeout 30 "${run[@]}" redis-cli -p "$port" set name alice
    timeout 30 "${run[@]}" redis-cli -p "$port" get name
    timeout 30 redis-benchmark -p "$port" -q -n 2000 -c 50 -t set,get \
        >/dev/null && echo benchmark
    stop
}
by_memcached() {
    local port
    port=$(free_port)
    start "$port" "${run[@]}" memcached -u nobody -l 127.0.0.1 -p "$port" \
        -t 4 || return
    printf 'set a 0 0 5\r\nhello\r\nget a\r\nquit\r\n' |
        timeout 30 "${run[@]}" socat -t5 - "TCP:127.0.0.1:$port"
    stop
}
by_tinyproxy() {
    local port
    port=$(free_port)
    printf 'Port %s\nListen 127.0.0.1\nTimeout 20\nMaxClients 100\n' "$port" \
        >tinyproxy.conf
    start "$port" "${run[@]}" tinyproxy -d -c tinyproxy.conf || return
    for _ in $(seq 30); do
        curl -sS --max-time 20 -x "127.0.0.1:$port" \
            "http://127.0.0.1:$web/big" | md5sum &
    done | sort | uniq -c
    stop
}
by_stunnel() {
    local port
    port=$(free_port)
    make_certificate
    printf 'foreground = yes\ncert = cert.pem\nkey = key.pem\n%s' \
        "pid =
[web]
accept = 127.0.0.1:$port
connect = 127.0.0.1:$web
" >stunnel.conf
    start "$port" "${run[@]}" stunnel4 stunnel.conf || return
    for _ in $(seq 20); do
        curl -sSk --max-time 20 "https://127.0.0.1:$port/big" | md5sum &
    done | sort | uniq -c
    stop
}
by_nginx() {
    local port
    port=$(free_port)
    cat >nginx.conf <<END
daemon off;
worker_processes 2;
pid $folder/nginx.pid;
error_log $folder/nginx.log;
events { worker_connections 100; }
http {
    access_log off;
    client_body_temp_path $folder; proxy_temp_path $folder;
    fastcgi_temp_path $folder; uwsgi_temp_path $folder;
    scgi_temp_path $folder;
    server { listen 127.0.0.1:$port; root $folder/www; }
}
END
    start "$port" "${run[@]}" nginx -c "$folder/nginx.conf" || return
    for _ in $(seq 20); do
        curl -sS --max-time 20 "http://127.0.0.1:$port/big" | md5sum &
    done | sort | uniq -c
    stop
}
by_python_server() {
    local port
    port=$(free_port)
    start "$port" "${run[@]}" /usr/bin/python3 -m http.server "$port" \
        --bind 127.0.0.1 -d www || return
    timeout 60 /usr/bin/python3 - "$port" <<'END'
import sys, urllib.request
from concurrent.futures import ThreadPoolExecutor
url = f"http://127.0.0.1:{sys.argv[1]}/small"
with ThreadPoolExecutor(50) as pool:
    answers = list(pool.map(lambda _: urllib.request.urlopen(url).read(),
                            range(300)))
print(len(answers), set(answers))
END
    stop
}
# 500 threads that block at once: a server that answers nobody before all of
# them are there.
by_python_pool() {
    timeout 120 "${run[@]}" /usr/bin/python3 - <<'END'
import socket, threading
from concurrent.futures import ThreadPoolExecutor
n = 500
all_here = threading.Barrier(n + 1)
door = socket.create_server(("127.0.0.1", 0), backlog=n)
def serve(client):
    with client:
        text = client.recv(100)
        all_here.wait()
        client.sendall(text.upper())
def accept():
    for _ in range(n):
        threading.Thread(target=serve, args=(door.accept()[0],)).start()
    all_here.wait()
def ask(i):
    with socket.create_connection(door.getsockname()) as server:
        server.sendall(b"client %d" % i)
        return server.recv(100)
threading.Thread(target=accept).start()
with ThreadPoolExecutor(n) as pool:
    answers = list(pool.map(ask, range(n)))
print(len(answers), answers[0], answers[-1])
END
}
# Processes, and what they share: a pool's pipes and semaphores, a queue with a
# thread behind it, a barrier.
by_python_processes() {
    cat >processes.py <<'END'
import multiprocessing, sys
def square(x):
    return x * x
def answer(queue, both):
    both.wait()
    queue.put("answer")
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    with multiprocessing.Pool(4) as pool:
        print(sum(pool.map(square, range(1000))))
    queue, both = multiprocessing.Queue(), multiprocessing.Barrier(2)
    child = multiprocessing.Process(target=answer, args=(queue, both))
    child.start()
    both.wait()
    print(queue.get())
    child.join()
    print(child.exitcode)
END
    for way in fork spawn forkserver; do
        timeout 60 "${run[@]}" /usr/bin/python3 processes.py "$way"
    done
}
by_perl() {
    timeout 60 "${run[@]}" perl -Mthreads -Mthreads::shared -e '
        my $sum :shared = 0;
        my @all = map { my $n = $_; threads->create(sub {
            select undef, undef, undef, 0.05; lock $sum; $sum += $n;
        }) } 1 .. 20;
        $_->join for @all;
        print "$sum\n";
        my $kid = fork // die; exit 7 unless $kid; waitpid $kid, 0;
        print $? >> 8, "\n";'
}
by_psql() {
    timeout 30 "${run[@]}" psql -h 127.0.0.1 -p 1 -c 'select 1' 2>&1
}

compare curl curl by_curl
compare wget wget by_wget
compare socat socat by_socat
compare openssl openssl by_openssl
compare redis redis-server by_redis
compare memcached memcached by_memcached
compare tinyproxy tinyproxy by_tinyproxy
compare stunnel stunnel4 by_stunnel
compare nginx nginx by_nginx
compare python_server /usr/bin/python3 by_python_server
compare python_pool /usr/bin/python3 by_python_pool
compare python_processes /usr/bin/python3 by_python_processes
compare perl perl by_perl
compare psql psql by_psql
echo "$passed the same, $failed not"
exit $((failed > 0))
