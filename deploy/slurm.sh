#!/bin/sh
# Submits a sweep of 12 shards to Slurm, and their merge behind it: sh THIS_FILE
# Shards that are there already are skipped: submit it again after mending what failed.
#SBATCH --job-name=straddle-sweep
#SBATCH --cpus-per-task=4
#SBATCH --mem=2500M
#SBATCH --requeue
#SBATCH --open-mode=append

case ${1:-submit} in
submit)
  mkdir -p sweep.shards || exit
  array=$(sbatch --parsable --array=0-11 --output=sweep.shards/slurm-%a.log "$0" shard) || exit
  sbatch --dependency="afterok:${array%%;*}" --kill-on-invalid-dep=yes \
    --output=sweep.shards/slurm-merge.log "$0" merge
  ;;
shard)
  straddle sweep . 2000 2025 --data data --vary entry=N0,N5,F10,F15 --vary expiry=F2,F3,BD10 --vary hedge=daily,weekly,none --memory 2GB --workers 4 --shard "$SLURM_ARRAY_TASK_ID/12" -o sweep.shards
  code=$?
  # Slurm itself starts again what is pre-empted or whose node fails. Of other ends, only these may
  # be better next time: a file that could not be read or written, a process that was ended.
  case $code in
  4 | 130 | 137 | 143)
    [ "${SLURM_RESTART_COUNT:-0}" -lt 4 ] && scontrol requeue "$SLURM_JOB_ID"
    ;;
  esac
  exit "$code"
  ;;
merge)
  exec straddle sweep merge sweep.shards -o sweep.parquet
  ;;
esac
