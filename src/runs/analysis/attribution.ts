/** Where the P&L of a part of a run comes from: time, price, vol, and what the hedge left open (G-2). */
import type { StraddleRows, Stretch } from "./straddle_rows.ts";
import { column, type TopicColumn, type TopicTally } from "./topic.ts";

/** The columns of a run with `--attribution` that are added up. */
export const ATTRIBUTION: readonly TopicColumn[] = [
  column("pnl", "pnl", "Sum of pnl times weight; a weight is the schedule's percent, or 1"),
  column("pnl_theta", "pnl", "Of it, what time alone took or gave: price and vol held"),
  column("pnl_gamma", "pnl", "What the price's moves gave beyond yesterday's delta, the vol held"),
  column("pnl_vega", "pnl", "What the moves of implied vol gave, at the day's price"),
  column(
    "pnl_delta",
    "pnl",
    "What the hedge left open: yesterday's delta less the hedge held overnight",
  ),
];

/** Sums of the columns, times the straddles' weights (H-17); null = no row has one. */
export class AttributionTally implements TopicTally {
  readonly #sums = new Float64Array(ATTRIBUTION.length);
  readonly #known = new Uint8Array(ATTRIBUTION.length);

  add({ values, copies }: StraddleRows, { begin, end }: Stretch, weight: number): void {
    for (let k = 0; k < ATTRIBUTION.length; k++) {
      const cells = values[ATTRIBUTION[k]!.name]!;
      let sum = 0;
      for (let i = begin; i < end; i++) {
        const cell = cells[i]!;
        if (cell !== cell) continue;
        sum += cell;
        this.#known[k] = 1;
      }
      this.#sums[k]! += copies * weight * sum;
    }
  }

  lines() {
    return [Array.from(this.#sums, (sum, k) => this.#known[k] === 1 ? sum : null)];
  }
}
