#!/usr/bin/env bash
# 201 means durable: for a number of choices (default 1000) a trace of system calls shows the sync of the write-ahead log
# returning before the response is sent. The same check must fail if the program syncs another file; the product has no such
# setting, so the file's name is changed in a copy of the program.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need dotnet curl awk strace sqlite3

count=${1:-1000}
publish

# check FOLDER NAME: traces the program of a folder while it records the choices.
check() {
    local trace="$work/$2.trace"
    start "$1" "$work/data-$2" strace -f -y -s 64 -e trace=fdatasync,fsync,pwrite64,pwritev,sendto,sendmsg,write,writev -o "$trace"
    choices "$count" "$RANDOM" >"$work/choices.curl"
    curl --config "$work/choices.curl" >"$work/answers.txt"
    stop
    printf '%-18s ' "$2"
    awk -v expected="$count" -f "$(dirname "$0")/sync-before-answer.awk" "$trace"
}

# The tracer ends with the traced program.
stop() {
    pkill -TERM -P "$server" || true
    wait "$server" || true
    server=
}

echo "$count choices, one after another, under strace:"
check "$work/hub" product && product=kept || product=broken

cp -r "$work/hub" "$work/wrong"
LC_ALL=C sed -i 's/-\x00w\x00a\x00l\x00/-\x00s\x00h\x00m\x00/' "$work/wrong/ConsentHub.dll"
cmp -s "$work/hub/ConsentHub.dll" "$work/wrong/ConsentHub.dll" && { echo "The copy could not be changed to sync another file." >&2; exit 2; }
check "$work/wrong" wrong-file && wrong=unnoticed || wrong=noticed

echo "The product: the promise is $product. Another file is synced: the missing sync was $wrong."
[ "$product" = kept ] && [ "$wrong" = noticed ]
