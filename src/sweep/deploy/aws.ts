/** A script that registers a job definition with AWS Batch and submits an array of shards and the merge. */
import { counted } from "../../base/wording.ts";
import { type Deployment, NEVER_RETRY, shellCommand, TRIES } from "./deployment.ts";

/** Where the file system with inputs and outputs is mounted; the command's paths count from there. */
const FOLDER = "/work";

export function aws({ name, shards, shard, merge, cpus, megabytes }: Deployment): string {
  const inFolder = (command: string) => ["sh", "-c", `cd ${FOLDER} && exec ${command}`];
  const definition = {
    jobDefinitionName: name,
    type: "container",
    platformCapabilities: ["EC2"],
    containerProperties: {
      image: "",
      command: inFolder(shellCommand(shard, `"$AWS_BATCH_JOB_ARRAY_INDEX/${shards}"`)),
      resourceRequirements: [
        { type: "VCPU", value: String(cpus) },
        { type: "MEMORY", value: String(megabytes) },
      ],
      volumes: [{ name: "work", efsVolumeConfiguration: { fileSystemId: "" } }],
      mountPoints: [{ sourceVolume: "work", containerPath: FOLDER, readOnly: false }],
    },
    // What none of these matches is tried again.
    retryStrategy: {
      attempts: TRIES,
      evaluateOnExit: NEVER_RETRY.map((code) => ({ onExitCode: String(code), action: "EXIT" })),
    },
  };
  return `#!/bin/sh
# Submits a sweep of ${counted(shards, "shard")} to AWS Batch, and their merge behind it:
#   QUEUE=… IMAGE=… FILE_SYSTEM=fs-… sh THIS_FILE
# IMAGE has straddle in it (deploy/Dockerfile makes one). FILE_SYSTEM is an EFS file system with the
# inputs, mounted at ${FOLDER}; shards and result go there, too. Shards that are there already are
# skipped: submit it again after mending what failed.
set -eu
: "\${QUEUE:?name the job queue}" "\${IMAGE:?name the image}" "\${FILE_SYSTEM:?name the file system}"

definition() {
  cat <<JSON
${here(definition)}
JSON
}

merge() {
  cat <<JSON
${here({ command: inFolder(shellCommand(merge, "")) })}
JSON
}

definition=$(aws batch register-job-definition --cli-input-json "$(definition)" \\
  --query jobDefinitionArn --output text)
array=$(aws batch submit-job --job-name ${name} --job-queue "$QUEUE" \\
  --job-definition "$definition" --array-properties size=${shards} --query jobId --output text)
aws batch submit-job --job-name ${name}-merge --job-queue "$QUEUE" \\
  --job-definition "$definition" --depends-on jobId="$array" --container-overrides "$(merge)"
`;
}

/**
 * A value as JSON in a here-document, in which the shell fills in its own variables only. No text of a
 * user's can look like an empty value's key: its quotes are escaped.
 */
function here(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/[\\$`]/g, (char) => `\\${char}`)
    .replace('"image": ""', '"image": "$$IMAGE"')
    .replace('"fileSystemId": ""', '"fileSystemId": "$$FILE_SYSTEM"');
}
