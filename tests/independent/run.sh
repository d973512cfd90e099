#!/usr/bin/env bash
# A log of a hundred thousand entries and more, verified by Go's own transparency log packages (Debian: golang-go
# golang-golang-x-mod-dev): every hash of every tile, receipts of new choices, and consistency with an earlier checkpoint.
# Usage: run.sh [RECORDS]
set -euo pipefail
. "$(dirname "$0")/../../bench/durability/common.sh"
need dotnet curl awk sqlite3 go

records=${1:-120000}
publish
dotnet run --project "$repository/bench/ConsentHub.Bench" -c Release -- fill --data "$work/data" --records "$records"
start "$work/hub" "$work/data"
curl -fsS "$address/ledger/demo/checkpoint" >"$work/earlier"
choices 400 "$RANDOM" >"$work/choices"
curl --config "$work/choices" >"$work/answers"
[ "$(grep -c '^201' "$work/answers")" = 400 ] || { echo "A choice was refused: $(grep -v '^201' "$work/answers" | head -1)"; exit 1; }
sed -nE 's/^data = .*\\"id\\":\\"([^\\]+)\\",\\"visitorId\\":\\"([^\\]+)\\".*/\1 \2/p' "$work/choices" | receipts "$work/receipts"
verify "$address/ledger/demo" "$work/earlier" "$work/receipts"
