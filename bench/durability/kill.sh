#!/usr/bin/env bash
# kill -9 under load, as often as requested (default 20), always on the same data. After each kill: is every acknowledged choice
# stored, none twice, no gap in the log, do the rollups equal the rows, is the file sound, does the ledger verify? Choices without
# a response are sent again. At the end the receipt of every acknowledged choice is fetched and verified by Go's own transparency
# log packages (Debian: golang-go golang-golang-x-mod-dev).
set -euo pipefail
. "$(dirname "$0")/common.sh"
need dotnet curl awk sqlite3 stdbuf go

rounds=${1:-20}
senders=24
load=()
publish
data="$work/data"
database="$data/consenthub.db"
: >"$work/acknowledged"
failed=0

query() { sqlite3 "$database" "$1"; }

stored() { query "SELECT lower(hex(id)) FROM consent NOT INDEXED" | sort >"$work/stored"; }

ids() { awk -v status="$1" '$1 ~ status { gsub(/-/, "", $2); print $2 }' "$2" | sort; }

printf '%5s %6s %9s %8s %8s %6s %6s %5s %8s %10s %8s\n' round ms answered retried records lost twice gaps rollups integrity ledger
for round in $(seq "$rounds"); do
    began=$(date +%s%N)
    start "$work/hub" "$data"
    ready=$((($(date +%s%N) - began) / 1000000))
    # Saved at the first start that has a log, to check at the end that the log only grew.
    [ -s "$work/earlier" ] || curl -fs -o "$work/earlier" "$address/ledger/demo/checkpoint" || true

    # Choices without a response at the last kill may be stored or not; sent again, they certainly are.
    retried=0
    if [ -s "$work/again.curl" ]; then
        curl --config "$work/again.curl" >"$work/settled"
        retried=$(wc -l <"$work/settled")
        ids '^20[01]$' "$work/settled" >>"$work/acknowledged"
        [ "$(ids '^20[01]$' "$work/settled" | wc -l)" = "$retried" ] || { echo "A retry was refused: $(grep -v '^20[01]' "$work/settled" | head -1)"; failed=1; }
    fi

    for sender in $(seq "$senders"); do
        choices 3000 "$RANDOM$round$sender" >"$work/choices.$sender"
        stdbuf -oL curl --fail-early --config "$work/choices.$sender" >"$work/answers.$sender" 2>/dev/null &
        load[sender]=$!
    done

    # Kills in the middle of the load: after a number of responses, another number each time.
    target=$((200 + RANDOM % 800))
    until [ "$(cat "$work"/answers.* | wc -l)" -ge "$target" ]; do sleep 0.02; done
    kill -9 "$server"
    wait "$server" 2>/dev/null || true
    server=
    wait "${load[@]}" 2>/dev/null || true
    cat "$work"/answers.* >"$work/answers"
    cat "$work"/choices.[0-9]* >"$work/sent.curl"
    # Who sent which: the data line of each choice.
    sed -nE 's/^data = .*\\"id\\":\\"([^\\]+)\\",\\"visitorId\\":\\"([^\\]+)\\".*/\1 \2/p' "$work/sent.curl" >>"$work/visitors"

    ids '^201$' "$work/answers" >"$work/answered"
    cat "$work/answered" >>"$work/acknowledged"
    stored
    lost=$(sort -u "$work/acknowledged" | comm -23 - "$work/stored" | wc -l)
    twice=$(uniq -d "$work/stored" | wc -l)
    gaps=$(query "SELECT count(*) FROM site s WHERE s.next_leaf <> (SELECT count(*) FROM consent c WHERE c.site = s.number)
        OR s.next_leaf <> (SELECT coalesce(max(leaf) + 1, 0) FROM consent c WHERE c.site = s.number)")
    rollups=$(query "WITH counted AS (SELECT c.* FROM consent c JOIN rollup_mark m ON m.site = c.site AND c.leaf < m.counted)
        SELECT CASE WHEN (SELECT count(*) FROM counted) = (SELECT coalesce(sum(decided), 0) FROM rollup WHERE dimension = 3)
        AND NOT EXISTS (SELECT region_seen, recorded_at / 900000, count(*) FROM counted GROUP BY 1, 2 EXCEPT SELECT value, quarter, decided FROM rollup WHERE dimension = 2)
        THEN 'equal' ELSE 'differ' END")
    integrity=$(query "PRAGMA integrity_check")
    ledger=$(ConsentHub__Data="$data" "$work/hub/ConsentHub" verify database >"$work/verified" 2>&1 && echo sound || echo faulty)
    [ "$ledger" = sound ] || cat "$work/verified"
    printf '%5s %6s %9s %8s %8s %6s %6s %5s %8s %10s %8s\n' "$round" "$ready" "$(wc -l <"$work/answered")" "$retried" "$(wc -l <"$work/stored")" "$lost" "$twice" "$gaps" "$rollups" "$integrity" "$ledger"
    [ "$lost$twice$gaps$rollups$integrity$ledger" = 000equaloksound ] || failed=1
    [ -s "$work/answered" ] || { echo "Nothing was answered, so nothing was tested."; failed=1; }

    # Choices stored without a response, and fifty that were never stored.
    awk '/^(url|next)/ { block = "" } /^next/ { next } { block = block $0 "\n" } /^write-out/ { id = substr($4, 1, 36); gsub(/-/, "", id); blocks[id] = block }
        END { while ((getline line < answered) > 0) delete blocks[line]
              while ((getline line < stored) > 0) known[line] = 1
              for (id in blocks) if ((id in known) || fresh++ < 50) { if (n++) print "next"; printf "%s", blocks[id] } }' \
        answered="$work/answered" stored="$work/stored" "$work/sent.curl" >"$work/again.curl"
done

start "$work/hub" "$data"
sort -u "$work/acknowledged" >"$work/acknowledged.sorted"
awk 'NR == FNR { known[$1] = 1; next } { id = $1; gsub(/-/, "", id); if (id in known && !seen[id]++) print }' "$work/acknowledged.sorted" "$work/visitors" >"$work/wanted"
[ "$(wc -l <"$work/wanted")" = "$(wc -l <"$work/acknowledged.sorted")" ] || { echo "Not every acknowledged choice has a known visitor."; failed=1; }
receipts "$work/receipts" <"$work/wanted" || { echo "A receipt was refused."; failed=1; }
choices 3 "$RANDOM" >"$work/more"
curl --config "$work/more" >/dev/null
verify "$address/ledger/demo" "$work/earlier" "$work/receipts" || failed=1

echo "$rounds kills, $(sort -u "$work/acknowledged" | wc -l) acknowledged choices: $([ "$failed" = 0 ] && echo "none lost, none twice" || echo "FAILED")"
exit "$failed"
