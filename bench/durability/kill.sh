#!/usr/bin/env bash
# kill -9 under load, as often as asked (default 20), always on the same data. After each kill: is every acknowledged choice
# there, none twice, no gap in the log, do the rollups equal the rows, is the file sound? What got no answer is sent again.
set -euo pipefail
. "$(dirname "$0")/common.sh"
need dotnet curl awk sqlite3 stdbuf

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

printf '%5s %6s %9s %8s %8s %6s %6s %5s %8s %10s\n' round ms answered retried records lost twice gaps rollups integrity
for round in $(seq "$rounds"); do
    began=$(date +%s%N)
    start "$work/hub" "$data"
    ready=$((($(date +%s%N) - began) / 1000000))

    # What the last kill left without an answer: stored or not, it is settled now.
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

    # Somewhere in the middle: once a number of choices, another one each time, was answered.
    target=$((200 + RANDOM % 800))
    until [ "$(cat "$work"/answers.* | wc -l)" -ge "$target" ]; do sleep 0.02; done
    kill -9 "$server"
    wait "$server" 2>/dev/null || true
    server=
    wait "${load[@]}" 2>/dev/null || true
    cat "$work"/answers.* >"$work/answers"
    cat "$work"/choices.[0-9]* >"$work/sent.curl"

    ids '^201$' "$work/answers" >"$work/answered"
    cat "$work/answered" >>"$work/acknowledged"
    stored
    lost=$(sort -u "$work/acknowledged" | comm -23 - "$work/stored" | wc -l)
    twice=$(uniq -d "$work/stored" | wc -l)
    gaps=$(query "SELECT count(*) FROM site s WHERE s.next_leaf <> (SELECT count(*) FROM consent c WHERE c.site = s.number)
        OR s.next_leaf <> (SELECT coalesce(max(leaf) + 1, 0) FROM consent c WHERE c.site = s.number)")
    rollups=$(query "SELECT CASE WHEN (SELECT count(*) FROM consent) = (SELECT coalesce(sum(decided), 0) FROM rollup WHERE dimension = 3)
        AND NOT EXISTS (SELECT region_seen, recorded_at / 3600000, count(*) FROM consent GROUP BY 1, 2 EXCEPT SELECT value, hour, decided FROM rollup WHERE dimension = 2)
        THEN 'equal' ELSE 'differ' END")
    integrity=$(query "PRAGMA integrity_check")
    printf '%5s %6s %9s %8s %8s %6s %6s %5s %8s %10s\n' "$round" "$ready" "$(wc -l <"$work/answered")" "$retried" "$(wc -l <"$work/stored")" "$lost" "$twice" "$gaps" "$rollups" "$integrity"
    [ "$lost$twice$gaps$rollups$integrity" = 000equalok ] || failed=1
    [ -s "$work/answered" ] || { echo "Nothing was answered, so nothing was tested."; failed=1; }

    # Stored without an answer, and fifty that were never stored.
    awk '/^(url|next)/ { block = "" } /^next/ { next } { block = block $0 "\n" } /^write-out/ { id = substr($4, 1, 36); gsub(/-/, "", id); blocks[id] = block }
        END { while ((getline line < answered) > 0) delete blocks[line]
              while ((getline line < stored) > 0) known[line] = 1
              for (id in blocks) if ((id in known) || fresh++ < 50) { if (n++) print "next"; printf "%s", blocks[id] } }' \
        answered="$work/answered" stored="$work/stored" "$work/sent.curl" >"$work/again.curl"
done

echo "$rounds kills, $(sort -u "$work/acknowledged" | wc -l) acknowledged choices: $([ "$failed" = 0 ] && echo "none lost, none twice" || echo "FAILED")"
exit "$failed"
