/** Statistics of a series of numbers, summed in a fixed order and with compensation. */

/** A running sum whose rounding errors are carried along (Neumaier 1974, algorithm IV). */
export class Sum {
  #sum = 0;
  #lost = 0;

  add(x: number): void {
    const sum = this.#sum + x;
    this.#lost += Math.abs(this.#sum) >= Math.abs(x) ? this.#sum - sum + x : x - sum + this.#sum;
    this.#sum = sum;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

export function sum(values: ArrayLike<number>): number {
  const total = new Sum();
  for (let i = 0; i < values.length; i++) total.add(values[i]!);
  return total.value;
}

/** Measures of risk that are smaller, as a share of the largest P&L, come of rounding. */
const ROUNDING = 1e-10;

/** Whether a deviation or a fall of P&L is nothing but rounding. */
export function isRounding(risk: number, pnl: Float64Array): boolean {
  let largest = 0;
  for (let i = 0; i < pnl.length; i++) largest = Math.max(largest, Math.abs(pnl[i]!));
  return !(risk > ROUNDING * largest);
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
  if (values.every((x) => x === values[0])) return { mean: values[0]!, sd: 0, skew: NaN };
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

/** The quantile of values in rising order, by linear interpolation (Hyndman & Fan 1996, definition 7). */
export function quantile(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const [a, b] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return a + (b - a) * (at - below);
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
