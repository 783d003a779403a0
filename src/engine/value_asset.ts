/** The straddles of one asset, valued one after the other, and what became of them. */
import { monthsText, scheduleText } from "../schedules.ts";
import type { CostSums } from "./cost_tally.ts";
import { type PnlTally, weightOf } from "./pnl_tally.ts";
import type { StraddleTable } from "./resolve.ts";
import type { RowBuffer } from "./row_buffer.ts";
import { NOTES, OF_VALUED, State, STATES } from "./states.ts";
import type { AssetValuation } from "./valuation.ts";

/** Straddles of one asset by end state (in the order of STATES) and by note (in the order of NOTES). */
export interface AssetCounts {
  readonly asset: string;
  readonly states: Int32Array;
  readonly notes: Int32Array;
  /** Sum of its weighted P&L; 0 unless it is tallied. */
  readonly pnl: number;
  /** Why the asset has no values at all, whatever its states; undefined = it may have. */
  readonly refusal: string | undefined;
  /** What it made and cost, weighted; undefined = costs were not asked for. */
  readonly costs?: CostSums | undefined;
}

/** Values all straddles of an asset into `buffer`, which `flush` empties whenever it is full. */
export function valueAsset(
  valuation: AssetValuation,
  buffer: RowBuffer,
  flush: () => void,
  tally?: PnlTally,
): AssetCounts {
  const { table } = valuation;
  const { underlying, model } = table.asset;
  const states = new Int32Array(STATES.length);
  const notes = new Int32Array(NOTES.length);
  const text = straddleTexts(table);
  const weights = table.rows.map(({ wgt }) => weightOf(wgt));
  let pnl = 0;
  for (let i = 0; i < table.count; i++) {
    const start = buffer.rows;
    const outcome = valuation.value(i, buffer, text);
    if (tally) {
      pnl += tally.add(buffer.date, buffer.pnl, start, buffer.rows, weights[table.row[i]!]!);
    }
    states[outcome.state]! += table.copies[i]!;
    const noted = outcome.state === State.valued ? outcome.notes : outcome.notes & ~OF_VALUED;
    if (noted !== 0) {
      NOTES.forEach(({ bit }, n) => {
        if (noted & bit) notes[n]! += table.copies[i]!;
      });
    }
    if (buffer.full) {
      buffer.endAsset(underlying, model);
      flush();
    }
  }
  buffer.endAsset(underlying, model);
  const costs = valuation.costs?.sums();
  return {
    asset: underlying,
    states,
    notes,
    pnl,
    refusal: valuation.refusal,
    ...(costs === undefined ? {} : { costs }),
  };
}

/** The text of straddle `i` of a table; months and schedule parts are made once, not per straddle. */
export function straddleTexts(table: StraddleTable): (i: number) => string {
  const tails = table.rows.map(scheduleText);
  let entry = NaN, expiry = NaN, head = "";
  return (i) => {
    if (table.entryMonth[i] !== entry || table.expiryMonth[i] !== expiry) {
      entry = table.entryMonth[i]!;
      expiry = table.expiryMonth[i]!;
      head = monthsText(entry, expiry);
    }
    return head + tails[table.row[i]!]!;
  };
}
