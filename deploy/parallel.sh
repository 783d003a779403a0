#!/bin/sh
# Runs a sweep of 12 shards with GNU parallel, then merges them: sh THIS_FILE
# One shard at a time on each machine, unless JOBS says otherwise. Machines that share this folder are
# named in parallel's own variable: PARALLEL='--sshloginfile nodes.txt --workdir .' sh THIS_FILE
# Shards that are there already are skipped: run it again after mending what failed.

case ${1:-run} in
run)
  mkdir -p sweep.shards && rm -f sweep.shards/shard-*.refused || exit
  script=$0
  export script
  seq 0 11 | parallel --env script --jobs "${JOBS:-1}" --retries 5 --tag \
    --joblog sweep.shards/parallel.log 'sh "$script" shard {}' || exit
  exec straddle sweep merge sweep.shards -o sweep.parquet
  ;;
shard)
  # parallel tries again whatever fails, and shows what its last try says. So what would fail again is
  # remembered: its exit code, and its words.
  refused=sweep.shards/shard-$2.refused
  log=sweep.shards/parallel-$2.log
  if [ -f "$refused" ]; then
    code=$(cat "$refused")
  else
    straddle sweep . 2000 2025 --data data --vary entry=N0,N5,F10,F15 --vary expiry=F2,F3,BD10 --vary hedge=daily,weekly,none --memory 2GB --workers 4 --shard "$2/12" -o sweep.shards 2>"$log"
    code=$?
    case $code in
    1 | 2 | 3 | 70) echo "$code" >"$refused" ;;
    esac
  fi
  cat "$log" >&2
  exit "$code"
  ;;
esac
