/** The daily paths that a report keeps: those of the straddles that moved most. */
import type { PathRows, StraddleSums } from "../runs/analysis/aggregates.ts";
import type { AnalysedRun } from "../runs/analysis/open_run.ts";

/**
 * Rows of all paths together that a page can hold and stay small enough for a mail; eight straddles
 * of the table take as much room as one of them.
 */
export function pathRows(straddles: number): number {
  return Math.max(10_000, 60_000 - Math.ceil(straddles / 8));
}

/** Columns over the rows of all paths, one path after the other; a missing number is NaN. */
export interface Paths {
  /** Positions of the straddles, rising. */
  readonly straddle: Int32Array;
  /** Rows of each. */
  readonly length: Int32Array;
  readonly day: Int32Array;
  readonly price: Float64Array;
  readonly vol: Float64Array;
  readonly mv: Float64Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly added: PathRows["added"];
}

/** Reads the paths of a run, of `budget` rows at most. */
export async function readPaths(run: AnalysedRun, budget: number): Promise<Paths> {
  const { straddles } = run.sums;
  const chosen = choose(straddles, budget);
  // Straddles of the same text have one path: the first stands for all.
  const firsts = new Map<number, number>();
  for (const straddle of chosen) {
    const own = straddles.text[straddle]!;
    if (!firsts.has(own)) firsts.set(own, straddle);
  }
  const { text, ...columns } = await run.paths([...firsts.keys()]);
  const lengths = new Map<number, number>();
  for (const own of text) lengths.set(own, (lengths.get(own) ?? 0) + 1);
  return {
    straddle: Int32Array.from(lengths.keys(), (own) => firsts.get(own)!),
    length: Int32Array.from(lengths.values()),
    ...columns,
  };
}

/** Positions, rising: of each asset the straddle with the largest |P&L|, then the second of each, … */
function choose({ asset, pnl, entry, expiry, count }: StraddleSums, budget: number): Int32Array {
  const ranked: Int32Array[] = [];
  const size = pnl.map(Math.abs);
  for (let begin = 0, end; begin < count; begin = end) {
    end = begin + 1;
    while (end < count && asset[end] === asset[begin]) end++;
    ranked.push(
      Int32Array.from({ length: end - begin }, (_, i) => begin + i)
        .sort((a, b) => size[a]! < size[b]! ? 1 : size[a]! > size[b]! ? -1 : a - b),
    );
  }
  const chosen: number[] = [];
  for (let rank = 0, rows = 0; rank < count; rank++) {
    for (const straddles of ranked) {
      const straddle = straddles[rank];
      if (straddle === undefined) continue;
      rows += expiry[straddle]! - entry[straddle]! + 1;
      if (rows > budget) return Int32Array.from(chosen).sort();
      chosen.push(straddle);
    }
  }
  return Int32Array.from(chosen).sort();
}
