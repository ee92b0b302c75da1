# shellcheck shell=bash
# The demo: what ./fachwerk sources for it. Whatever happens to the script, all that it started ends.

help_demo() {
  cat <<'TEXT'
usage: ./fachwerk demo [--depots N] [--port P] [--udp PORT] [--udp-any]

  --depots N   how many simulated depots, 1 to 500 (default 3)
  --port P     port of the pages (default 5080); the front panels are on the next one
  --udp PORT   UDP port of the telegrams (default 5683, or what FACHWERK_UDP says)
  --udp-any    takes telegrams from other machines too, for a real controller; without it this machine alone is heard

Starts an embedded PostgreSQL, the backend and simulated depots that run the real firmware, and prints where to look.
Ctrl-C or kill stops all of it, and kill -9 does too within seconds; the next run finds its data again. To begin anew,
delete the data folder (.fachwerk, or what FACHWERK_DATA says).
TEXT
}

command_demo() {
  local depots=3 port=5080 udp heard=127.0.0.1 ready
  udp=$(number FACHWERK_UDP "${FACHWERK_UDP:-5683}" 1 65535) || exit 2
  while [ $# -gt 0 ]; do
    case "$1" in
      --depots) depots=$(number "$1" "${2:-}" 1 500) || exit 2; shift 2 ;;
      --port) port=$(number "$1" "${2:-}" 1 65534) || exit 2; shift 2 ;;
      --udp) udp=$(number "$1" "${2:-}" 1 65535) || exit 2; shift 2 ;;
      --udp-any) heard='[::]'; shift ;;
      *) misused "unknown option '$1'. See ./fachwerk demo --help" ;;
    esac
  done
  trap stop_children EXIT
  trap 'echo; exit 0' INT TERM HUP
  build
  umask 077
  be_the_only_demo
  hold_children
  : >"$data/backend.out" >"$data/simulator.out"
  dotnet "$backend" demo --as-child --data "$data" --depots "$depots" --http "http://127.0.0.1:$port" \
    --udp "$heard:$udp" <&"$children_end" {own_end}>&- >"$data/backend.out" 2>"$data/backend.log" &
  await_ready "the backend and its PostgreSQL" "$data/backend.out" $! "$data/backend.log"
  local node=$ready
  dotnet "$simulator" sim --as-child --identities "$(field identities "$node")" --data "$data/simulator" \
    --depots "$depots" --port $((port + 1)) \
    <&"$children_end" {own_end}>&- >"$data/simulator.out" 2>"$data/simulator.log" &
  await_ready "the depots" "$data/simulator.out" $! "$data/simulator.log"
  cat <<TEXT

  Dashboard     $(field http "$node")/$(field tenant "$node")/
  User          $(field user "$node")
  Password      $(field password "$node")
  Front panels  $(field http "$ready")/

  Sign in, issue a code for a compartment, type it on a front panel, and watch the door on the dashboard.
  Logs are in $data. Ctrl-C stops everything.
TEXT
  wait -n
  echo "fachwerk: a process ended by itself; the last words of both:" >&2
  last_words "$data/backend.log" >&2
  last_words "$data/simulator.log" >&2
  exit 1
}

# All processes of a demo hold this lock, and the kernel takes it from the dead: who holds it is of this data folder.
be_the_only_demo() {
  command -v flock >/dev/null || return 0
  local began=$SECONDS lock="$data/demo.lock" holders
  exec {demo_lock}>>"$lock"
  flock -n "$demo_lock" && return 0
  echo "fachwerk: an earlier demo of $data still runs or is ending; waiting for it" >&2
  while ! flock -n "$demo_lock"; do
    if [ $((SECONDS - began)) -ge 20 ]; then
      exec {demo_lock}>&-
      holders=$(find /proc/[0-9]*/fd -lname "$(readlink -f "$lock")" 2>/dev/null | cut -d/ -f3 | sort -un | xargs)
      fail "another demo runs on $data (processes ${holders:-unknown}). End it with Ctrl-C where it runs or with" \
        "'kill $holders', or set FACHWERK_DATA to another folder."
    fi
    sleep 0.2
  done
}

# Children read from a pipe of which this script alone holds the other end. It closes with this script, however that
# ends, and then they end too.
hold_children() {
  local pipe="$data/children"
  rm -f "$pipe" && mkfifo "$pipe" && exec {own_end}<>"$pipe" {children_end}<"$pipe" && rm -f "$pipe" \
    || fail "cannot make a pipe in $data. Give it to this user, or set FACHWERK_DATA to another folder."
}

# await_ready WHAT OUT PID LOG: waits up to 120 s for the line READY {json}; $ready is the JSON then.
await_ready() {
  local what=$1 out=$2 process=$3 log=$4 began=$SECONDS told=$SECONDS
  while ! grep -q '^READY ' "$out"; do
    kill -0 "$process" 2>/dev/null || fail "$what did not start. $(last_words "$log")"
    [ $((SECONDS - began)) -lt 120 ] || fail "$what: not ready after 120 s; see $log"
    progress "starting $what" "$log"
    sleep 0.1
  done
  ready=$(sed -n 's/^READY //p;/^READY /q' "$out")
}

# last_words LOG: the last line of a program, with the options of this script instead of the program's own.
last_words() { grep -vE '^( *at |$)' "$1" | tail -n 1 | sed 's/--http/--port/g; s/--data/FACHWERK_DATA/g'; }

# On standard input, for anybody can read a program's arguments.
field() { node -p 'JSON.parse(require("fs").readFileSync(0, "utf8"))[process.argv[1]]' "$1" <<<"$2"; }
stop_children() {
  trap '' INT TERM HUP
  [ -z "${own_end:-}" ] || exec {own_end}>&-
  kill -TERM $(jobs -pr) 2>/dev/null # Our own children that still run.
  wait
}
