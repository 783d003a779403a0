/** How sure a Sharpe ratio is: its standard error, and the probability that the true one is above 0. */
import { isRounding, moments, Sum } from "../statistics.ts";

export interface SharpeError {
  /** A year, as are its errors. */
  readonly sharpe: number;
  readonly skew: number;
  readonly kurtosis: number;
  readonly seNormal: number;
  readonly se: number;
  readonly aboveZero: number;
}

/** Of daily P&L, `yearDays` a year; undefined with less than two days or where nothing moves. */
export function sharpeError(pnl: Float64Array, yearDays: number): SharpeError | undefined {
  const n = pnl.length;
  if (n < 2) return undefined;
  const { mean, sd, skew } = moments(pnl);
  if (isRounding(sd, pnl)) return undefined;
  const fourth = new Sum();
  for (let i = 0; i < n; i++) fourth.add(((pnl[i]! - mean) / sd) ** 4);
  const kurtosis = fourth.value / n;
  const ratio = mean / sd, year = Math.sqrt(yearDays);
  const se = standardError(ratio, { skew, kurtosis }, n);
  return {
    sharpe: year * ratio,
    skew,
    kurtosis,
    seNormal: year * Math.sqrt((1 + ratio * ratio / 2) / n),
    se: year * se,
    aboveZero: normal(ratio / se),
  };
}

/** Of a ratio a day, over `n` days with the given moments; in the limit of many (Mertens 2002). */
export function standardError(
  ratio: number,
  { skew, kurtosis }: Pick<SharpeError, "skew" | "kurtosis">,
  n: number,
): number {
  // Never below 0: kurtosis ≥ skew² + 1 (Pearson 1916).
  const spread = Math.max(0, 1 - skew * ratio + (kurtosis - 1) / 4 * ratio * ratio);
  return Math.sqrt(spread / (n - 1));
}

/** One line. */
export function sharpeLines(pnl: Float64Array, yearDays: number): (number | null)[][] {
  const error = sharpeError(pnl, yearDays);
  if (error === undefined) return [[pnl.length, null, null, null, null, null, null]];
  const { sharpe, skew, kurtosis, seNormal, se, aboveZero } = error;
  return [[pnl.length, sharpe, skew, kurtosis, seNormal, se, aboveZero]];
}

/**
 * The standard normal distribution, by its series around 0 (Marsaglia, Evaluating the Normal
 * Distribution, Journal of Statistical Software 11, 2004): right to 1e-15 in all.
 */
export function normal(x: number): number {
  // Beyond, nothing is left of it, and the series would be long.
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let sum = x, before = NaN, term = x;
  for (let i = 3; sum !== before; i += 2) {
    before = sum;
    term *= x * x / i;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}
