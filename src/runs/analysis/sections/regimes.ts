/**
 * P&L by the level of implied vol, as it was known: a day is in the lower, middle or upper third of
 * all days so far, by the vol of the day before it. Nothing that came later plays a part.
 */
import type { DailyHoldings, DailyPnl } from "../daily.ts";
import { isRounding, moments, sum } from "../statistics.ts";

export const REGIMES = ["low", "middle", "high", "unknown"] as const;
/** Position in {@link REGIMES}. */
export type Regime = 0 | 1 | 2 | 3;
const UNKNOWN = 3;

/** Days of P&L, the regime of each and the vol that tells it (NaN = none). */
export interface DayRegimes {
  readonly day: Int32Array;
  readonly regime: Uint8Array;
  readonly vol: Float64Array;
}

/** The regimes of the days of a series of P&L, so many a year, by what is held on them. */
export function regimesOf(
  day: Int32Array,
  holdings: Pick<DailyHoldings, "day" | "vols" | "vol">,
  yearDays: number,
): DayRegimes {
  const regime = new Uint8Array(day.length).fill(UNKNOWN);
  const known = new Float64Array(day.length).fill(NaN);
  const level = new Float64Array(day.length);
  for (let i = 0, held = 0; i < day.length; i++) {
    while (held < holdings.day.length && holdings.day[held]! < day[i]!) held++;
    const vols = holdings.day[held] === day[i] ? holdings.vols[held]! : 0;
    level[i] = vols === 0 ? NaN : holdings.vol[held]! / vols;
  }
  const ranks = new Ranks(level);
  let before: Regime = UNKNOWN, vol = NaN;
  for (let i = 0; i < day.length; i++) {
    regime[i] = before;
    known[i] = vol;
    if (Number.isNaN(level[i]!)) continue;
    vol = level[i]!;
    const { below, equal, count } = ranks.add(i);
    const share = (below + equal / 2) / count;
    before = count < yearDays ? UNKNOWN : share < 1 / 3 ? 0 : share <= 2 / 3 ? 1 : 2;
  }
  return { day, regime, vol: known };
}

/** The values in rising order, each once; NaN = missing. */
function distinct(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i]!;
    if (value === value && (count === 0 || value !== sorted[count - 1])) sorted[count++] = value;
  }
  return sorted.subarray(0, count);
}

/** Counts of values so far, by size: a tree of sums over the sorted values (Fenwick 1994). */
class Ranks {
  readonly #sorted: Float64Array;
  readonly #tree: Int32Array;
  #count = 0;

  constructor(readonly values: Float64Array) {
    this.#sorted = distinct(values);
    this.#tree = new Int32Array(this.#sorted.length + 1);
  }

  /** Adds a value, and tells how many so far are below it, equal to it (it among them), and in all. */
  add(at: number): { below: number; equal: number; count: number } {
    const rank = this.#rankOf(this.values[at]!);
    for (let i = rank; i < this.#tree.length; i += i & -i) this.#tree[i]!++;
    const below = this.#upTo(rank - 1);
    return { below, equal: this.#upTo(rank) - below, count: ++this.#count };
  }

  /** From 1. */
  #rankOf(value: number): number {
    let low = 0, high = this.#sorted.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  #upTo(rank: number): number {
    let count = 0;
    for (let i = rank; i > 0; i -= i & -i) count += this.#tree[i]!;
    return count;
  }
}

/**
 * A line a regime that has days or straddles. `regimes` are those of these days and maybe of others;
 * `entries` the days to which the straddles' entries count, undefined = there are no straddles.
 */
export function regimeLines(
  { day, pnl }: Pick<DailyPnl, "day" | "pnl">,
  yearDays: number,
  regimes: DayRegimes,
  entries: readonly number[] | undefined,
): (number | string | null)[][] {
  const at = new Map<number, number>();
  regimes.day.forEach((day, i) => at.set(day, i));
  const regimeOn = (day: number) => {
    const i = at.get(day);
    return i === undefined ? UNKNOWN : regimes.regime[i]!;
  };
  const entered = new Int32Array(REGIMES.length);
  for (const day of entries ?? []) entered[regimeOn(day)]!++;
  return REGIMES.flatMap((name, regime) => {
    const own = pnl.filter((_, i) => regimeOn(day[i]!) === regime);
    if (own.length + entered[regime]! === 0) return [];
    const vols = Float64Array.from(
      day.filter((day) => regimeOn(day) === regime),
      (day) => regimes.vol[at.get(day)!]!,
    ).filter((vol) => !Number.isNaN(vol));
    const n = own.length, mean = n === 0 ? null : sum(own) / n;
    const sd = n === 0 ? 0 : moments(own).sd;
    return [[
      name,
      n,
      vols.length === 0 ? null : sum(vols) / vols.length,
      sum(own),
      mean,
      isRounding(sd, own) ? null : mean! / sd * Math.sqrt(yearDays),
      n === 0 ? null : own.filter((x) => x > 0).length / n,
      entries === undefined ? null : entered[regime]!,
    ]];
  });
}
