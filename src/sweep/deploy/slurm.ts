/** A script that submits itself: as a job array of shards, then as the job that merges them. */
import { shellWord } from "../../base/text.ts";
import { counted } from "../../base/wording.ts";
import { type Deployment, MAY_RETRY, shellCommand, TRIES } from "./deployment.ts";

export function slurm(deployment: Deployment): string {
  const { name, shards, shard, merge, folder, cpus, megabytes, minutes } = deployment;
  // Slurm puts numbers in the place of %a and the like.
  const log = (file: string) => shellWord(`${folder.replaceAll("%", "%%")}/${file}`);
  return `#!/bin/sh
# Submits a sweep of ${counted(shards, "shard")} to Slurm, and their merge behind it: sh THIS_FILE
# Shards that are there already are skipped: submit it again after mending what failed.
#SBATCH --job-name=${name}
#SBATCH --cpus-per-task=${cpus}
#SBATCH --mem=${megabytes}M
${minutes === undefined ? "" : `#SBATCH --time=${minutes}\n`}#SBATCH --requeue
#SBATCH --open-mode=append

case \${1:-submit} in
submit)
  mkdir -p ${shellWord(folder)} || exit
  array=$(sbatch --parsable --array=0-${shards - 1} --output=${
    log("slurm-%a.log")
  } "$0" shard) || exit
  sbatch --dependency="afterok:\${array%%;*}" --kill-on-invalid-dep=yes \\
    --output=${log("slurm-merge.log")} "$0" merge
  ;;
shard)
  ${shellCommand(shard, `"$SLURM_ARRAY_TASK_ID/${shards}"`)}
  code=$?
  # Slurm itself starts again what is pre-empted or whose node fails. Of other ends, only these may
  # be better next time: a file that could not be read or written, a process that was ended.
  case $code in
  ${MAY_RETRY.join(" | ")})
    [ "\${SLURM_RESTART_COUNT:-0}" -lt ${TRIES - 1} ] && scontrol requeue "$SLURM_JOB_ID"
    ;;
  esac
  exit "$code"
  ;;
merge)
  exec ${shellCommand(merge, "")}
  ;;
esac
`;
}
