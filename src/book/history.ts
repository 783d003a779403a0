/**
 * What is known of an asset on a day, from the run's own rows before it: nothing here ever looks at
 * the day itself (BK-4).
 */
import { dailySums, type DayRule } from "../runs/analysis/daily.ts";
import type { DaySums } from "../runs/analysis/aggregates.ts";
import { Ewma } from "./ewma.ts";

/** A weekend's P&L counts to the Monday after it; days on which nothing is held say nothing. */
export const BOOK_DAYS: DayRule = { days: "weekdays", idle: "skip" };

/** Values that become known one by one: `known[i]` after the close of `day[i]`. */
export interface Known {
  readonly day: Int32Array;
  readonly value: Float64Array;
}

/** Reads what is known as days go by, which must not fall. */
export class Reader {
  #at = 0;

  constructor(readonly known: Known) {}

  /** The last value of the days before `day`; NaN = none. */
  before(day: number): number {
    const { day: days, value } = this.known;
    while (this.#at < days.length && days[this.#at]! < day) this.#at++;
    return this.#at === 0 ? NaN : value[this.#at - 1]!;
  }
}

/** The mean implied vol of the asset's straddles, in percent. */
export function knownVols({ day, vol, vols }: DaySums): Known {
  const at = Array.from(day.keys()).filter((i) => vols[i]! > 0);
  return {
    day: Int32Array.from(at, (i) => day[i]!),
    value: Float64Array.from(at, (i) => vol[i]! / vols[i]!),
  };
}

/** The deviation of the asset's daily P&L a unit of weight; NaN while it is not known. */
export function knownDeviations(sums: DaySums): Known {
  const { flows } = dailySums([sums], BOOK_DAYS);
  return { day: flows.day, value: deviations(flows.pnl) };
}

/** The deviation after each value; NaN = not known. */
export function deviations(pnl: Float64Array): Float64Array {
  const ewma = new Ewma();
  return pnl.map((x) => {
    ewma.add(x);
    return ewma.deviation ?? NaN;
  });
}
