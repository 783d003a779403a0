/** What main and the workers of a sweep say to each other, after the warm-up. All of it is plain data. */
import type { YearSpan } from "../base/calendar.ts";
import type { CacheStats } from "../base/memo.ts";
import type { Phases } from "../base/stopwatch.ts";
import type { SeriesFaults } from "../inputs/prices/series.ts";
import type { BlockCounts } from "./block.ts";
import type { VariantResult } from "./result.ts";
import type { Setup } from "./setup.ts";

/** To one worker: find and read the prices that any of these setups needs. */
export interface Gather {
  readonly kind: "gather";
  readonly pattern: string;
  readonly years: YearSpan;
  readonly setups: readonly Setup[];
}

/** Its answer: every series once, in memory that all workers share. */
export interface Gathered {
  readonly kind: "gathered";
  readonly prices: SharedPrices;
  readonly faults: readonly SeriesFaults[];
  readonly incompleteRows: number;
  readonly shiftedHours: readonly number[];
}

export interface SharedPrices {
  readonly tickers: readonly string[];
  readonly fields: readonly string[];
  readonly values: Float64Array;
  readonly origins: Int32Array;
  readonly renamed: ReadonlyMap<number, string>;
}

/** To every worker: what all variants have in common. */
export interface Begin {
  readonly kind: "begin";
  readonly pattern: string;
  readonly years: YearSpan;
  readonly prices: SharedPrices;
  readonly charged: boolean;
  readonly board: SharedArrayBuffer;
}

/** To a worker that has nothing to do: some variants, by their positions. */
export interface Block {
  readonly kind: "block";
  readonly variants: readonly { readonly index: number; readonly setup: Setup }[];
}

export interface BlockDone {
  readonly kind: "block done";
  readonly results: readonly VariantResult[];
  /** Of all blocks that the worker has done. */
  readonly counts: BlockCounts;
  readonly caches: readonly CacheStats[];
  readonly phases: Phases;
}

export type SweepQuestion = Gather | Begin | Block;
export type SweepAnswer = Gathered | { readonly kind: "begun" } | BlockDone;
