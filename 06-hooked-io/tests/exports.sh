#!/usr/bin/env bash
# A library in front of all others must show no name but those that it means
# to take over, libc's, and its own few.
# usage: exports.sh LIBRARY
set -euo pipefail

# The names that a library offers, without their versions.
names() { nm -D --defined-only "$1" | awk '{ print $3 }' | sed 's/@.*//'; }

# libc's file, as the dynamic linker finds it for our library.
libc=$(ldd "$1" | awk '$1 ~ /^libc\.so/ { print $3 }')
[[ $libc ]] || { echo "$1 does not need libc?"; exit 1; }

strangers=$(comm -23 <(names "$1" | sort -u) <(names "$libc" | sort -u) |
    grep -vE '^(hooked_io_.*|__bss_start|_edata|_end)$' || true) # the linker's
if [[ $strangers ]]; then
    echo "shown, and neither libc's nor hooked_io_*:"
    echo "$strangers"
    exit 1
fi
for name in read pthread_create __libc_start_main; do
    names "$1" | grep -qx "$name" || { echo "$name is not shown"; exit 1; }
done
