/**
 * What was traded for a straddle of a finished run, from its own rows: vega at entry and, day by day,
 * the hedge. Costs are charged on both (G-4, G-5).
 */
import { startingIn } from "./forward_swap.ts";
import type { StraddleRows } from "./straddle_rows.ts";

/** The columns that `tradesOf` reads. */
export const TRADE_READS = [
  "strike_vol",
  "strike",
  "hedge",
  "hedge2",
  "hedge3",
  "delta",
  "held",
];

export interface Trades {
  /** Of the entry day (G-1); NaN = the straddle has none. */
  readonly vega: number;
  /** (h − h before) times the hedge's price in strikes, of a swap times its annuity; by day. */
  readonly hedge: Float64Array;
}

const SQRT_2_PI = Math.sqrt(2 * Math.PI);

let hedge = new Float64Array(128);

/** What of a straddle's rows tells its trades. */
export type TradedRows = Pick<StraddleRows, "count" | "day" | "expiry" | "model" | "values">;

/** The arrays are reused by the next call. */
export function tradesOf(rows: TradedRows): Trades {
  const { count, day, expiry, model, values } = rows;
  const normal = model === "NS";
  const { strike, delta, held } = values;
  if (hedge.length < count) hedge = new Float64Array(2 * count);
  const now = normal ? values.hedge2! : values.hedge!, inSixMonths = values.hedge3!;
  const unit = normal ? 1 : strike![0]!;
  // A run without a hedging policy holds the model's delta.
  const holdings = held!.subarray(0, count).some((h) => h === h) ? held! : delta!;
  // Each series is rolled forward by itself (V-3): a swap's annuity moves on days without a price, too.
  let first = NaN, second = NaN, holding = 0;
  for (let i = 0; i < count; i++) {
    if (now[i]! === now[i]!) first = now[i]!;
    if (inSixMonths[i]! === inSixMonths[i]!) second = inSixMonths[i]!;
    const price = normal ? startingIn(expiry - day[i]!, first, second) : first;
    const target = day[i] === expiry ? 0 : holdings[i]!;
    hedge[i] = (target - holding) * price / unit;
    holding = target;
  }
  const years = (expiry - day[0]!) / 365;
  return { vega: normal ? normalVega(rows, years) : lognormalVega(rows, years), hedge };
}

/** At entry the price is the strike. */
function lognormalVega({ values }: TradedRows, years: number): number {
  const deviation = values.strike_vol![0]! / 100 * Math.sqrt(years);
  const density = Math.exp(-deviation * deviation / 8) / SQRT_2_PI;
  return 2 * density * Math.sqrt(years) / 100;
}

function normalVega(rows: TradedRows, years: number): number {
  return 2 * annuity(rows, 0) * Math.sqrt(years) / SQRT_2_PI / 1e4;
}

function annuity({ day, expiry, values: { hedge2, hedge3 } }: TradedRows, i: number): number {
  return startingIn(expiry - day[i]!, hedge2![i]!, hedge3![i]!);
}
