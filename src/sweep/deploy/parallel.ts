/** A script that has GNU parallel run itself once a shard, here or on the machines it is told of. */
import { shellWord } from "../../base/text.ts";
import { counted } from "../../base/wording.ts";
import { type Deployment, NEVER_RETRY, shellCommand, TRIES } from "./deployment.ts";

export function parallel({ shards, shard, merge, folder }: Deployment): string {
  const marks = shellWord(folder);
  return `#!/bin/sh
# Runs a sweep of ${counted(shards, "shard")} with GNU parallel, then merges them: sh THIS_FILE
# One shard at a time on each machine, unless JOBS says otherwise. Machines that share this folder are
# named in parallel's own variable: PARALLEL='--sshloginfile nodes.txt --workdir .' sh THIS_FILE
# Shards that are there already are skipped: run it again after mending what failed.

case \${1:-run} in
run)
  mkdir -p ${marks} && rm -f ${marks}/shard-*.refused || exit
  script=$0
  export script
  seq 0 ${shards - 1} | parallel --env script --jobs "\${JOBS:-1}" --retries ${TRIES} --tag \\
    --joblog ${marks}/parallel.log 'sh "$script" shard {}' || exit
  exec ${shellCommand(merge, "")}
  ;;
shard)
  # parallel tries again whatever fails, and shows what its last try says. So what would fail again is
  # remembered: its exit code, and its words.
  refused=${marks}/shard-$2.refused
  log=${marks}/parallel-$2.log
  if [ -f "$refused" ]; then
    code=$(cat "$refused")
  else
    ${shellCommand(shard, `"$2/${shards}"`)} 2>"$log"
    code=$?
    case $code in
    ${NEVER_RETRY.join(" | ")}) echo "$code" >"$refused" ;;
    esac
  fi
  cat "$log" >&2
  exit "$code"
  ;;
esac
`;
}
