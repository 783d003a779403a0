/** An Indexed Job of shards, and a suspended Job that merges them, as one manifest. */
import { dump } from "js-yaml";
import type { Job } from "kubernetes-types/batch/v1";
import { VERSION } from "../../base/version.ts";
import { counted } from "../../base/wording.ts";
import { type Deployment, NEVER_RETRY, SHARD, TRIES, type Word } from "./deployment.ts";

/** Where the volume with inputs and outputs is mounted; the command's paths count from there. */
const FOLDER = "/work";

export function kubernetes(deployment: Deployment): string {
  const { name, shards, shard, merge } = deployment;
  const jobs = [
    job(deployment, name, shard, {
      completions: shards,
      parallelism: shards,
      completionMode: "Indexed",
      backoffLimitPerIndex: TRIES - 1,
      podFailurePolicy: {
        rules: [
          { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
          {
            action: "FailIndex",
            onExitCodes: { containerName: "straddle", operator: "In", values: [...NEVER_RETRY] },
          },
        ],
      },
    }),
    job(deployment, `${name}-merge`, merge, { suspend: true, backoffLimit: 0 }),
  ];
  const texts = jobs.map((job) => dump(job, { lineWidth: -1, noRefs: true }));
  return `# A sweep of ${
    counted(shards, "shard")
  } as an Indexed Job, and a Job that merges them when it is told to:
#   kubectl apply -f THIS_FILE
#   kubectl wait --for=condition=complete --timeout=-1s job/${name}
#   kubectl patch job/${name}-merge --type=merge -p '{"spec":{"suspend":false}}'
# Set the image (deploy/Dockerfile makes one) and the volume's claim: inputs and shards lie below
# ${FOLDER}. Shards that are there already are skipped: delete the Job and apply it again after mending
# what failed. Pods of a drained or pre-empted node are replaced without counting.
${texts.join("---\n")}`;
}

function job(
  { cpus, megabytes, shards }: Deployment,
  name: string,
  words: readonly Word[],
  spec: Partial<NonNullable<Job["spec"]>>,
): Job {
  const resources = { cpu: String(cpus), memory: `${megabytes}M` };
  const [command = "", ...args] = words.map((word) =>
    word === SHARD ? `$(JOB_COMPLETION_INDEX)/${shards}` : literal(word)
  );
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: {
      ...spec,
      template: {
        spec: {
          restartPolicy: "Never",
          containers: [{
            name: "straddle",
            image: `straddle:${VERSION}`,
            command: [command],
            args,
            workingDir: FOLDER,
            resources: { requests: resources, limits: resources },
            volumeMounts: [{ name: "work", mountPath: FOLDER }],
          }],
          volumes: [{ name: "work", persistentVolumeClaim: { claimName: "straddle" } }],
        },
      },
    },
  } satisfies Job;
}

/** A word in which Kubernetes finds no reference to a variable. */
function literal(word: string): string {
  return word.replaceAll("$", "$$$$");
}
