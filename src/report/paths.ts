/** The daily paths that a report keeps: those of the straddles that moved most. */
import type { RunAggregates, StraddleSums } from "../analysis/aggregates.ts";
import { chosenSql, pathsSql } from "../analysis/aggregates_sql.ts";
import type { RunDatabase } from "../run_database.ts";

/** Rows of all paths together: what a page can hold and stay small enough for a mail. */
export const PATH_ROWS = 80_000;

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
}

/** Reads the paths from the run that was summed with this database. */
export async function readPaths(
  database: RunDatabase,
  { straddles }: RunAggregates,
  budget: number,
): Promise<Paths> {
  const chosen = choose(straddles, budget);
  const { columns, ...source } = database.runs[0]!;
  const texts = [...new Set(Array.from(chosen, (straddle) => straddles.text[straddle]!))];
  await database.run(chosenSql(texts));
  const result = await database.columns(pathsSql({ ...source, columns: columns! }), 2);
  const [text, day] = result as [Int32Array, Int32Array];
  const [price, vol, mv, pnl, opnl] = result.slice(2) as Float64Array[];
  const lengths = new Map<number, number>();
  for (const own of text) lengths.set(own, (lengths.get(own) ?? 0) + 1);
  // Straddles of the same text have one path: the first stands for all.
  const firsts = new Map<number, number>();
  for (const straddle of chosen) {
    const own = straddles.text[straddle]!;
    if (!firsts.has(own)) firsts.set(own, straddle);
  }
  const kept = [...lengths.keys()];
  return {
    straddle: Int32Array.from(kept, (own) => firsts.get(own)!),
    length: Int32Array.from(kept, (own) => lengths.get(own)!),
    day,
    price: price!,
    vol: vol!,
    mv: mv!,
    pnl: pnl!,
    opnl: opnl!,
  };
}

/** Positions, rising: of each asset the straddle with the largest |P&L|, then the second of each, … */
function choose(straddles: StraddleSums, budget: number): Int32Array {
  const order = Int32Array.from({ length: straddles.count }, (_, i) => i)
    .sort((a, b) => Math.abs(straddles.pnl[b]!) - Math.abs(straddles.pnl[a]!) || a - b);
  const seen = new Map<number, number>();
  const ranks = new Int32Array(straddles.count);
  for (const straddle of order) {
    const asset = straddles.asset[straddle]!;
    const rank = seen.get(asset) ?? 0;
    ranks[straddle] = rank;
    seen.set(asset, rank + 1);
  }
  order.sort((a, b) => ranks[a]! - ranks[b]! || a - b);
  let rows = 0;
  const count = order.findIndex((straddle) => {
    rows += straddles.expiry[straddle]! - straddles.entry[straddle]! + 1;
    return rows > budget;
  });
  return order.slice(0, count < 0 ? order.length : count).sort();
}
