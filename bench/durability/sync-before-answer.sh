#!/usr/bin/env bash
# 201 means durable: for a number of choices (default 1000) a trace of system calls shows the sync of the write-ahead log
# returning before the answer is sent. The same check must fail where the program runs with synchronous=OFF; the product has
# no such setting, so the word is changed in a copy of the program.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need dotnet curl awk strace sqlite3

count=${1:-1000}
publish

# check FOLDER NAME: traces the program of a folder while it takes the choices.
check() {
    local trace="$work/$2.trace"
    start "$1" "$work/data-$2" strace -f -y -s 64 -e trace=fdatasync,fsync,pwrite64,pwritev,sendto,sendmsg,write,writev -o "$trace"
    choices "$count" "$RANDOM" >"$work/choices.curl"
    curl --config "$work/choices.curl" >"$work/answers.txt"
    stop
    printf '%-18s ' "synchronous=$2"
    awk -v expected="$count" -f "$(dirname "$0")/sync-before-answer.awk" "$trace"
}

# The tracer ends with the program it traces.
stop() {
    pkill -TERM -P "$server" || true
    wait "$server" || true
    server=
}

echo "$count choices, one after another, under strace:"
check "$work/hub" FULL && full=kept || full=broken

cp -r "$work/hub" "$work/off"
LC_ALL=C sed -i 's/\(s\x00y\x00n\x00c\x00h\x00r\x00o\x00n\x00o\x00u\x00s\x00 \x00=\x00 \x00\)F\x00U\x00L\x00L\x00/\1O\x00F\x00F\x00 \x00/' "$work/off/ConsentHub.dll"
cmp -s "$work/hub/ConsentHub.dll" "$work/off/ConsentHub.dll" && { echo "The copy could not be changed to synchronous=OFF." >&2; exit 2; }
check "$work/off" OFF && off=unnoticed || off=noticed

echo "FULL: the promise is $full. OFF: the missing sync was $off."
[ "$full" = kept ] && [ "$off" = noticed ]
