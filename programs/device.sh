# shellcheck shell=bash
# The part of ./fachwerk that runs the controller on this machine's buses and lines.

help_device() { run_bench --help; }

command_device() {
  [ "${1:-}" = bench ] || misused "give 'bench'. See ./fachwerk device --help"
  shift
  local also=(--data "$data/bench")
  has_option --data "$@" && also=()
  umask 077
  run_bench "${also[@]}" "$@"
}

run_bench() {
  build "$bench"
  exec dotnet "firmware/Bench/bin/$configuration/net10.0/Fachwerk.Bench.dll" bench "$@"
}
