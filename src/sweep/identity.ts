/** What a sweep is of: all that its numbers depend on. Two sweeps with the same are the same. */
import type { YearSpan } from "../base/calendar.ts";
import type { Shard } from "../base/shards.ts";
import type { ManifestInput } from "../runs/facts.ts";
import type { PriceReading } from "../inputs/prices/reading.ts";
import type { Setup } from "./setup.ts";

export interface SweepIdentity {
  readonly version: string;
  readonly inputs: readonly ManifestInput[];
  readonly pattern: string;
  readonly years: YearSpan;
  /** How prices are read, if not as they are. */
  readonly reading: PriceReading;
  readonly base: Setup;
  /** What varies, and each variant's values; "" = the base's. */
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** In words, what makes two sweeps different; undefined = nothing does. */
export function differenceOf(a: SweepIdentity, b: SweepIdentity): string | undefined {
  const words: Readonly<Record<keyof SweepIdentity, string>> = {
    version: "another version of straddle",
    inputs: "other inputs",
    pattern: "another pattern",
    years: "other years",
    reading: "another reading of prices",
    base: "another base",
    names: "other variants",
    rows: "other variants",
  };
  const keys = Object.keys(words) as (keyof SweepIdentity)[];
  const found = keys.find((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
  return found && words[found];
}

/** The positions of a shard's variants: a stretch of them, so that neighbours stay together (W-5). */
export function shardOf(count: number, { index, of }: Shard): { first: number; end: number } {
  return {
    first: Math.floor(index * count / of),
    end: Math.floor((index + 1) * count / of),
  };
}
