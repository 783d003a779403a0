/**
 * A part of a run, for one of many machines: neighbouring tasks of its plan, which have the same rows
 * in the same row groups as in the whole run's file (W-5).
 */
import { usageError } from "../base/errors.ts";
import { exists, openError } from "../base/files.ts";
import type { Shard } from "../base/shards.ts";
import type { Amt } from "../inputs/amt/asset_table.ts";
import { type ParquetFooter, readFooter } from "../output/parquet/footer.ts";
import { fromMetadata, type RunFacts } from "../runs/facts.ts";
import { schedule } from "../schedules.ts";
import { hashInputs } from "./manifest.ts";
import { runArguments } from "./merge.ts";
import type { Plan, Task } from "./plan.ts";
import type { BacktestRequest } from "./request.ts";

/** The key of what a shard's file says of its place. */
export const SHARD_KEY = "straddle.shard";
/** The ending of a shard's file. */
export const ENDING = "parquet";

/** Which tasks of the whole plan a shard has. */
export interface ShardPlace extends Shard {
  readonly first: number;
  readonly end: number;
  readonly tasks: number;
  /** The columns that were chosen; missing = all. */
  readonly columns?: readonly string[];
}

/** A shard's tasks: those whose middle row lies in its stretch of all rows. */
export function placeOf({ tasks }: Plan, shard: Shard): ShardPlace {
  const total = tasks.reduce((sum, { cost }) => sum + cost, 0);
  let before = 0;
  const owners = tasks.map(({ cost }) => {
    const middle = before + cost / 2;
    before += cost;
    return Math.min(shard.of - 1, Math.floor(middle * shard.of / total));
  });
  const startOf = (index: number) => {
    const found = owners.findIndex((owner) => owner >= index);
    return found < 0 ? tasks.length : found;
  };
  return {
    ...shard,
    first: startOf(shard.index),
    end: startOf(shard.index + 1),
    tasks: tasks.length,
  };
}

/** The plan of those tasks alone. What the file's form depends on is the whole plan's. */
export function planOf(plan: Plan, amt: Amt, { first, end }: ShardPlace): Plan {
  const tasks = plan.tasks.slice(first, end);
  const from = tasks[0]?.assets[0] ?? 0;
  const assets = plan.assets.slice(from, (tasks.at(-1)?.assets.at(-1) ?? -1) + 1);
  const months = plan.months.last - plan.months.first + 1;
  const components = assets.reduce(
    (sum, name) => sum + schedule(amt, amt.byUnderlying.get(name)!).length,
    0,
  );
  return {
    ...plan,
    assets,
    tasks: tasks.map(({ id, assets, cost }): Task => ({
      id: id - first,
      assets: assets.map((position) => position - from),
      cost,
    })),
    straddles: months * components,
  };
}

/** What a shard's file says of itself. */
export interface ShardHead {
  readonly footer: ParquetFooter;
  readonly facts: RunFacts;
  readonly place: ShardPlace;
}

/** Reads a shard's head; undefined = the file is none. Throws an exit-4 error when it cannot be opened. */
export function readShardHead(path: string): ShardHead | undefined {
  let footer: ParquetFooter | undefined;
  try {
    using file = Deno.openSync(path);
    footer = readFooter(file);
  } catch (error) {
    throw openError(path, "shard", error);
  }
  const place = footer?.metadata.get(SHARD_KEY);
  if (footer === undefined || place === undefined) return undefined;
  return { footer, facts: fromMetadata(footer.metadata), place: JSON.parse(place) };
}

/** In words, what makes the runs of two shards different; undefined = nothing does. */
export function differenceOf(a: ShardHead, b: ShardHead): string | undefined {
  const same = (of: (head: ShardHead) => unknown) =>
    JSON.stringify(of(a)) === JSON.stringify(of(b));
  if (!same(({ facts }) => facts.version)) return "another version of straddle";
  if (!same(({ facts }) => facts.inputs)) return "other inputs";
  if (!same(({ facts }) => facts.arguments)) return "other arguments";
  return same(({ footer }) => footer.columns) ? undefined : "other columns";
}

/**
 * Whether the shard is there already, made by the same version of the same inputs with the same
 * arguments. Throws a usage error when another one is there.
 */
export async function isShardDone(request: BacktestRequest): Promise<boolean> {
  const { output, inputs } = request;
  if (!exists(output!)) return false;
  const fail = (what: string) =>
    usageError(`Cannot write "${output}": it is there, and ${what}; remove it`);
  const head = readShardHead(output!);
  if (head?.facts.arguments === undefined) throw fail("no shard of straddle backtest");
  const { facts, place } = head;
  const { from, to } = head.facts.arguments!;
  const { version, inputs: hashes } = await hashInputs(inputs);
  const there = [facts.version, facts.inputs, facts.arguments, place.columns, place.of];
  const wanted = [
    version,
    hashes,
    // Years that were not named follow from the inputs.
    runArguments(request, request.years ?? { from, to }),
    request.options.columns,
    request.shard!.of,
  ];
  const words = ["another version of straddle", "other inputs", "other arguments"];
  const at = there.findIndex((fact, i) => JSON.stringify(fact) !== JSON.stringify(wanted[i]));
  if (at >= 0) throw fail(`of ${words[at] ?? "other columns"}`);
  return true;
}
