/** `straddle sweep --print`: the file that runs a sweep on a scheduler, for the command at hand. */
import { usageError } from "../../base/errors.ts";
import { counted, duration } from "../../base/wording.ts";
import { measureCost, type SweepCost, workOf } from "../estimate.ts";
import type { ReadySweep, SweepRequest } from "../sweep.ts";
import { type Deployment, makeDeployment, type Scheduler, shardsFor } from "./deployment.ts";

export interface PrintRequest {
  readonly scheduler: Scheduler;
  /** Undefined = as many as have enough to do. */
  readonly shards: number | undefined;
  readonly output: string;
  /** The command's words: pattern and years, and its options. */
  readonly positional: readonly string[];
  readonly options: readonly string[];
}

/** An array of AWS Batch has so many jobs at least. */
const LEAST_OF_AWS = 2;

/**
 * The file's text, and what there is to say of it. What a shard takes is measured unless shards and
 * memory were named. Throws a usage error for more shards than variants.
 */
export async function printDeployment(
  sweep: ReadySweep,
  request: SweepRequest,
  { scheduler, shards: wanted, output, positional, options }: PrintRequest,
): Promise<{ text: string; note: string }> {
  const variants = sweep.variants.length;
  const least = scheduler === "aws" ? LEAST_OF_AWS : 1;
  if (wanted !== undefined && (wanted > variants || wanted < least)) {
    const most = `there are ${counted(variants, "variant")}`;
    throw usageError(
      `Cannot make ${counted(wanted, "shard")}: ${
        wanted > variants ? most : `an array of AWS Batch has at least ${least}`
      }`,
    );
  }
  const cost = wanted === undefined || request.memory === undefined
    ? await measureCost(sweep, request)
    : undefined;
  const shards = wanted ?? Math.max(least, shardsFor(workOf(cost!, variants), variants));
  const seconds = cost && shardSeconds(cost, variants, shards);
  const deployment = makeDeployment({
    positional,
    options,
    output,
    shards,
    workers: request.workers,
    memory: request.memory ?? cost!.memory,
    seconds,
  });
  const each = seconds === undefined ? "" : `, ${duration(seconds)} each`;
  return {
    text: (await writerOf(scheduler))(deployment),
    note: `${counted(variants, "variant")} in ${counted(shards, "shard")}${each}, into ` +
      `"${deployment.folder}"`,
  };
}

function shardSeconds(cost: SweepCost, variants: number, shards: number): number {
  return cost.load + workOf(cost, Math.ceil(variants / shards));
}

async function writerOf(scheduler: Scheduler): Promise<(deployment: Deployment) => string> {
  switch (scheduler) {
    case "slurm":
      return (await import("./slurm.ts")).slurm;
    case "k8s":
      return (await import("./kubernetes.ts")).kubernetes;
    case "aws":
      return (await import("./aws.ts")).aws;
    case "parallel":
      return (await import("./parallel.ts")).parallel;
  }
}
