# Shared by the scripts in this folder: the published product, a data folder of its own, choices for curl to send.
# Needs: .NET SDK, curl, awk, sqlite3; sync-before-answer.sh also strace.

repository=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/consenthub-durability.XXXXXX")
port=${PORT:-5981}
address="http://127.0.0.1:$port"
server=

finish() {
    [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

need() {
    for tool in "$@"; do
        command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }
    done
}

publish() {
    dotnet publish "$repository/src/ConsentHub" -c Release -o "$work/hub" --nologo -v quiet >"$work/publish.log" 2>&1 \
        || { cat "$work/publish.log" >&2; exit 2; }
    mkdir "$work/sites"
    cp "$repository/sites/demo.json" "$work/sites/"
}

# start FOLDER DATA [TRACER...]: runs the program of a folder on a data folder and waits until it responds.
start() {
    local program=$1 data=$2
    shift 2
    ASPNETCORE_URLS="$address" ConsentHub__Data="$data" ConsentHub__Sites="$work/sites" ConsentHub__RateLimit=0 \
        "$@" "$program/ConsentHub" >"$work/server.log" 2>&1 &
    server=$!
    for _ in $(seq 600); do
        curl -fs -o /dev/null "$address/health/live" && return
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    cat "$work/server.log" >&2
    echo "The hub did not start." >&2
    exit 2
}

# choices COUNT SEED: prints a curl configuration with this many valid choices, each of another visitor.
choices() {
    awk -v count="$1" -v seed="$2" -v address="$address" -v now="$(date +%s)" 'BEGIN {
        srand(seed)
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        for (i = 0; i < count; i++) {
            milliseconds = now * 1000 + i
            high = int(milliseconds / 65536)
            id = sprintf("%08x-%04x-7%03x-%04x-%06x%06x", high, milliseconds - high * 65536,
                rand() * 4096, 32768 + rand() * 16384, rand() * 16777216, rand() * 16777216)
            visitor = ""
            for (c = 0; c < 21; c++) visitor = visitor substr(alphabet, 1 + int(rand() * 64), 1)
            visitor = visitor substr("AQgw", 1 + int(rand() * 4), 1)
            body = "{\"id\":\"" id "\",\"visitorId\":\"" visitor "\",\"notice\":1,\"lang\":\"en\",\"region\":\"ZZ\",\"model\":\"opt_in\"," \
                "\"banner\":\"0123456789abcdef\",\"action\":\"reject_all\",\"source\":\"api\",\"gpc\":false,\"elapsed\":0," \
                "\"choices\":{\"auth\":true,\"preferences\":false,\"analytics\":false,\"marketing\":false}}"
            gsub(/"/, "\\\"", body)
            if (i) print "next"
            print "url = \"" address "/v1/sites/demo/consents\""
            print "header = \"Content-Type: application/json\""
            print "data = \"" body "\""
            print "output = \"/dev/null\""
            print "silent"
            print "write-out = \"%{http_code} " id "\\n\""
        }
    }'
}

# receipts FOLDER: reads "ID VISITOR" lines and fetches the receipt of each, as its visitor may.
receipts() {
    mkdir -p "$1"
    awk -v address="$address" -v folder="$1" '{
        if (NR > 1) print "next"
        print "url = \"" address "/v1/sites/demo/consents/" $1 "/receipt\""
        print "header = \"Visitor-Id: " $2 "\""
        print "output = \"" folder "/" $1 ".json\""
        print "silent"
        print "fail"
    }' >"$work/receipts.curl"
    curl --fail-early --config "$work/receipts.curl"
}

# verify LOG CHECKPOINT RECEIPTS: Go's own packages read the published log, compare it with an earlier checkpoint, and verify receipts.
verify() {
    GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$work/go" go run "$repository/tests/independent/main.go" "$1" "$2" "$3"
}
