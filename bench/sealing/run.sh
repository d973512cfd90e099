#!/usr/bin/env bash
# What sealing costs: durable writes a second of this program and of the same program without salt, hash and tree
# (unsealed.patch), in alternation on one machine. Usage: run.sh [ROUNDS] [SECONDS]
set -euo pipefail
. "$(dirname "$0")/../durability/common.sh"
need dotnet git wrk curl awk sqlite3

rounds=${1:-5}
seconds=${2:-10}
publish
git -C "$repository" worktree add --quiet --detach "$work/without" HEAD
trap 'git -C "$repository" worktree remove --force "$work/without"; finish' EXIT
git -C "$work/without" apply "$repository/bench/sealing/unsealed.patch"
dotnet publish "$work/without/src/ConsentHub" -c Release -o "$work/unsealed" --nologo -v quiet >"$work/publish.log" 2>&1 || { cat "$work/publish.log" >&2; exit 2; }
rm "$work"/sites/*
for n in $(seq -w 20); do sed "s/\"key\": \"demo\"/\"key\": \"s$n\"/" "$repository/sites/demo.json" >"$work/sites/s$n.json"; done

# measure PROGRAM: writes a second, and the 99th percentile in ms.
measure() {
    rm -rf "$work/data"
    start "$work/$1" "$work/data"
    # In the first seconds the runtime compiles the busiest code again, which takes a core.
    wrk -t1 -c64 -d10s -s "$repository/bench/choices.lua" "$address" >/dev/null
    wrk -t1 -c64 -d"${seconds}s" --latency -s "$repository/bench/choices.lua" "$address" >"$work/wrk"
    grep -q 'Non-2xx' "$work/wrk" && { cat "$work/wrk" >&2; exit 1; }
    kill "$server"; wait "$server" 2>/dev/null || true
    server=
    awk '/Requests\/sec/ { rate = $2 } /99%/ { p99 = $2 } END { print rate, p99 }' "$work/wrk"
}

printf '%5s %12s %10s %12s %10s %6s\n' round unsealed/s p99 sealed/s p99 ratio
for round in $(seq "$rounds"); do
    read -r without slow <<<"$(measure unsealed)"
    read -r with late <<<"$(measure hub)"
    printf '%5s %12s %10s %12s %10s %6s\n' "$round" "$without" "$slow" "$with" "$late" "$(awk "BEGIN { printf \"%.2f\", $with / $without }")"
    awk "BEGIN { print $with / $without }" >>"$work/ratios"
done
echo "Median ratio: $(sort -n "$work/ratios" | awk '{ r[NR] = $1 } END { printf "%.2f", r[int((NR + 1) / 2)] }'); at least 0.85 is wanted."
