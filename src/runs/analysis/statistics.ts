/** Statistics of a series of numbers, summed in a fixed order and with compensation. */

/**
 * What rounding took from the sum of two numbers, exactly (Møller 1965, Knuth's TwoSum): Neumaier asks
 * which of them is larger to find the same, which a processor cannot foresee.
 */
export function lostIn(sum: number, a: number, b: number): number {
  const added = sum - a;
  return (a - (sum - added)) + (b - added);
}

/** A running sum whose rounding errors are carried along (Neumaier 1974, algorithm IV). */
export class Sum {
  #sum = 0;
  #lost = 0;

  add(x: number): void {
    const before = this.#sum, sum = before + x;
    this.#lost += lostIn(sum, before, x);
    this.#sum = sum;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

export function sum(values: ArrayLike<number>): number {
  let total = 0, lost = 0;
  for (let i = 0; i < values.length; i++) {
    const before = total, x = values[i]!;
    total = before + x;
    lost += lostIn(total, before, x);
  }
  return total + lost;
}

/** Measures of risk that are smaller, as a share of the largest P&L, come of rounding. */
const ROUNDING = 1e-10;

/** Whether a deviation or a fall of P&L is nothing but rounding. */
export function isRounding(risk: number, pnl: Float64Array): boolean {
  return !(risk > roundingOf(pnl));
}

/** The size up to which a measure of risk of such P&L is nothing but rounding. */
export function roundingOf(pnl: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < pnl.length; i++) largest = Math.max(largest, Math.abs(pnl[i]!));
  return ROUNDING * largest;
}

/** The sums of the first 1, 2, … values. */
export function cumulative(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length);
  const total = new Sum();
  for (let i = 0; i < values.length; i++) {
    total.add(values[i]!);
    sums[i] = total.value;
  }
  return sums;
}

export interface Moments {
  readonly mean: number;
  /** Over the whole population: divided by n. Exactly 0 when all values are equal. */
  readonly sd: number;
  /** Third central moment over sd³ (Joanes & Gill 1998, g1); NaN when sd is 0. */
  readonly skew: number;
}

/** Mean, deviation and skew of at least one value. */
export function moments(values: Float64Array): Moments {
  const n = values.length;
  if (areAllEqual(values)) return { mean: values[0]!, sd: 0, skew: NaN };
  const mean = sum(values) / n;
  const second = new Sum(), third = new Sum();
  for (let i = 0; i < n; i++) {
    const apart = values[i]! - mean;
    second.add(apart * apart);
    third.add(apart * apart * apart);
  }
  const sd = Math.sqrt(second.value / n);
  return { mean, sd, skew: third.value / n / sd ** 3 };
}

function areAllEqual(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/**
 * The quantile of values in rising order, by linear interpolation (Hyndman & Fan 1996, definition 7).
 * Of `count` values only the lowest need to be there, as {@link lowest} gives them.
 */
export function quantile(sorted: Float64Array, p: number, count = sorted.length): number {
  const at = (count - 1) * p;
  const below = Math.floor(at);
  const a = sorted[below]!, b = sorted[Math.min(below + 1, count - 1)]!;
  return a + (b - a) * (at - below);
}

/** Room for the lowest values, reused by the next call. */
let room = new Float64Array(1024);

/**
 * The lowest of the values in rising order: all up to some bound, and enough for a quantile at `p`.
 * Most values lie above the mean less a deviation and need not be sorted.
 */
export function lowest(values: Float64Array, p: number, { mean, sd }: Moments): Float64Array {
  const needed = Math.min(values.length, Math.floor((values.length - 1) * p) + 2);
  if (room.length < values.length) room = new Float64Array(2 * values.length);
  for (const bound of [mean - sd, mean - sd / 4]) {
    let count = 0;
    for (let i = 0; i < values.length; i++) if (values[i]! <= bound) room[count++] = values[i]!;
    if (count >= needed) return room.subarray(0, count).sort();
  }
  return values.toSorted();
}

/** The root of the mean of min(x, 0)²: the deviation of losses from 0. */
export function downsideDeviation(values: Float64Array): number {
  const total = new Sum();
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (x < 0) total.add(x * x);
  }
  return Math.sqrt(total.value / values.length);
}
