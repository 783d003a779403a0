/**
 * A sweep on a scheduler that somebody has already: what all of them need to know. Each writes it as
 * one file that submits an array of shards, tries again what may be tried again, and merges them.
 */
import { basename } from "node:path";
import { shellWord } from "../../base/text.ts";

export const SCHEDULERS = ["slurm", "k8s", "aws", "parallel"] as const;
export type Scheduler = (typeof SCHEDULERS)[number];

/** Where a shard's `I/N` stands among the words of its command. */
export const SHARD = Symbol("shard");
export type Word = string | typeof SHARD;

export interface Deployment {
  /** Of letters a to z, digits and hyphens, as Kubernetes wants names. */
  readonly name: string;
  readonly shards: number;
  /** The command that makes a shard, and the one that merges them. */
  readonly shard: readonly Word[];
  readonly merge: readonly string[];
  /** Where the shards go. */
  readonly folder: string;
  readonly cpus: number;
  /** Memory of a shard's machine; megabytes of 10^6 bytes. */
  readonly megabytes: number;
  /** How long a shard may take; undefined = nobody has measured. */
  readonly minutes: number | undefined;
}

/** Exit codes after which the same command may do better: files, Ctrl-C, killed, terminated. */
export const MAY_RETRY = [4, 130, 137, 143] as const;
/** Those after which it never will: nothing to do, usage, bad input, a defect of ours. */
export const NEVER_RETRY = [1, 2, 3, 70] as const;
/** Tries of a shard, the first included. */
export const TRIES = 5;

/** What is to be deployed: the command as it was given, and what its shards take. */
export interface DeploymentRequest {
  /** Pattern and years. */
  readonly positional: readonly string[];
  /** Its options, without those that say where it runs and what it writes. */
  readonly options: readonly string[];
  readonly output: string;
  readonly shards: number;
  readonly workers: number;
  /** Bytes that a shard's process takes. */
  readonly memory: number;
  /** Seconds that a shard takes; undefined = nobody has measured. */
  readonly seconds: number | undefined;
}

/** A scheduler's limit is met less often by a machine that has a little more than it needs. */
const MEMORY_MARGIN = 1.25, LEAST_MINUTES = 15, TIME_MARGIN = 5;

export function makeDeployment(request: DeploymentRequest): Deployment {
  const { positional, options, output, shards, workers, memory, seconds } = request;
  const folder = unlikeAnOption(output.replace(/\.parquet$/, ".shards"));
  const how: Word[] = [...options, "--workers", String(workers), "--shard", SHARD, "-o", folder];
  // Else a pattern would be taken for an option.
  const words = positional[0]!.startsWith("-")
    ? [...how, "--", ...positional]
    : [...positional, ...how];
  return {
    name: nameOf(output),
    shards,
    shard: ["straddle", "sweep", ...words],
    merge: ["straddle", "sweep", "merge", folder, "-o", output],
    folder,
    cpus: workers,
    megabytes: 100 * Math.ceil(MEMORY_MARGIN * memory / 1e8),
    minutes: seconds && Math.max(LEAST_MINUTES, Math.ceil(TIME_MARGIN * seconds / 60)),
  };
}

function unlikeAnOption(path: string): string {
  return path.startsWith("-") ? `./${path}` : path;
}

/** `straddle-` and the file's name, as far as it may be in a name. */
function nameOf(output: string): string {
  const slug = basename(output, ".parquet").toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `straddle-${slug}`.slice(0, 40).replace(/-+$/, "");
}

/** A command as a POSIX shell takes it; `shard` stands for the shard, as the shell is to read it. */
export function shellCommand(words: readonly Word[], shard: string): string {
  return words.map((word) => word === SHARD ? shard : shellWord(word)).join(" ");
}

/** A shard has so much work at least: what it does before it begins takes some seconds. */
const SHARD_SECONDS = 60;
/** Slurm's arrays have 1,000 tasks unless its administrator allows more. */
const MOST_SHARDS = 1000;

/** How many shards a sweep should have that takes a machine so long. */
export function shardsFor(seconds: number, variants: number): number {
  const whole = Math.floor(seconds / SHARD_SECONDS);
  return Math.max(1, Math.min(whole, variants, MOST_SHARDS));
}
