/** How sure a Sharpe ratio is: its standard error, and the probability that the true one is above 0. */
import { erf } from "../../../engine/erf.ts";
import { isRounding, moments, Sum } from "../statistics.ts";
import { column, type TopicColumn } from "../topic.ts";

export const SHARPE: readonly TopicColumn[] = [
  column("days", "count", "T, the days of the daily P&L (with --days weeks: the weeks)"),
  column("sharpe", "ratio", "mean * 252 / (sd * sqrt(252)), without a riskless rate (52 of weeks)"),
  column("skew", "ratio", "g3, third central moment over sd^3 (Joanes & Gill 1998, g1)"),
  column("kurtosis", "ratio", "g4, fourth central moment over sd^4; 3 for a normal distribution"),
  column(
    "se_normal",
    "ratio",
    "Standard error if days were independent and normal: sqrt(252 * (1 + SR^2 / 2) / T), SR the " +
      "ratio a day (Lo 2002, eq. 9)",
  ),
  column(
    "se",
    "ratio",
    "Standard error with skew and kurtosis: sqrt(252 * (1 - g3 * SR + (g4 - 1) / 4 * SR^2) / (T - 1)) " +
      "(Mertens 2002; Opdyke 2007; T - 1 as Bailey & López de Prado 2012)",
  ),
  column(
    "above_zero",
    "share",
    "Probability that the true ratio is above 0: the normal distribution at sharpe / se (the " +
      "probabilistic Sharpe ratio of Bailey & López de Prado 2012, with SR* = 0)",
  ),
];

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

/** The standard normal distribution. */
export function normal(x: number): number {
  return (1 + erf(x / Math.SQRT2)) / 2;
}
