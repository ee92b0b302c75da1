# Breaks the sources on purpose and asks the tests; a part of ./fachwerk.
help_planted() {
  cat <<'TEXT'
usage: ./fachwerk planted [NAME]

Makes each change of tests/Planted, or the one of this name, in a copy of the sources, builds it and runs the test that
its patch names. Prints "NAME dies of: TEST" for each, or SURVIVED, and exits 0 or 1. Takes about ten minutes.
TEXT
}

command_planted() {
  [ $# -le 1 ] || misused "give at most one name. See ./fachwerk planted --help"
  need_toolchain
  exec tests/Planted/run "$@"
}

help_mutants() {
  cat <<'TEXT'
usage: ./fachwerk mutants [--area AREA]...

  --area AREA   only this area; without it all of them, up to 20 minutes each

Changes the sources of an area in a copy (.fachwerk/mutants), one expression at a time, and runs the fast tests that
reach it. Prints each change that no test noticed and one line per area:
  AREA SCORE % killed N survived N equivalent N timeouts N minutes N
Exits 0 when each area has its score. What is equivalent is named in tests/Mutants/equivalent, with the reason.
Areas and the scores they must reach:
TEXT
  awk '!/^#/ && NF { printf "  %-16s %s %%\n", $1, $2 }' tests/Mutants/areas
}

command_mutants() {
  local areas=()
  while [ $# -gt 0 ]; do
    [ "$1" = --area ] && awk -v area="${2:-}" '$1 == area { found = 1 } END { exit !found }' tests/Mutants/areas \
      || misused "give '--area' and one of its names. See ./fachwerk mutants --help"
    areas+=("$2"); shift 2
  done
  need_toolchain
  open_data
  mkdir -p "$data/mutants" && exec tests/Mutants/run "$data/mutants" "${areas[@]}"
}
