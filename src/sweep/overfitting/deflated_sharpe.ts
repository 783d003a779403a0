/**
 * W-2: how likely it is that a variant's true Sharpe ratio is above what the best of as many
 * worthless ones would have shown by luck.
 *
 * Sources: D. H. Bailey, M. López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio
 * Management 40(5), 2014; of the same, "The Sharpe Ratio Efficient Frontier", Journal of Risk 15(2),
 * 2012. Sharpe ratios here are a day's, not a year's.
 */
import { normal, standardError } from "../../runs/analysis/sections/sharpe.ts";
import { normalQuantile } from "./normal_quantile.ts";

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * What the largest of `count` standard normal numbers is on average, about (Bailey & López de Prado
 * 2014, eq. 1, from extreme value theory): within a hundredth from a hundred numbers on. Of a single
 * one it is 0.
 */
export function expectedMaximum(count: number): number {
  if (count <= 1) return 0;
  return -(1 - EULER_MASCHERONI) * normalQuantile(1 / count) -
    EULER_MASCHERONI * normalQuantile(1 / (count * Math.E));
}

/**
 * SR₀: the Sharpe ratio that the best of worthless variants shows on average, by the variance of the
 * ratios of all that were tried (their sample variance; 0 for a single one).
 */
export function luckySharpe(sharpes: ArrayLike<number>): number {
  const n = sharpes.length;
  if (n <= 1) return 0;
  let mean = 0, square = 0;
  for (let i = 0; i < n; i++) mean += sharpes[i]! / n;
  for (let i = 0; i < n; i++) square += (sharpes[i]! - mean) ** 2;
  return Math.sqrt(square / (n - 1)) * expectedMaximum(n);
}

export interface SharpeFacts {
  readonly sharpe: number;
  /** Third and fourth standardized moments of the daily P&L; 3 is the latter of a normal one. */
  readonly skew: number;
  readonly kurtosis: number;
  readonly days: number;
}

/**
 * The deflated Sharpe ratio, a probability (Bailey & López de Prado 2014, eq. 2; with a threshold of 0
 * it is the probabilistic one of 2012). NaN where the estimate's variance is not above 0.
 */
export function deflatedSharpe(
  { sharpe, skew, kurtosis, days }: SharpeFacts,
  threshold: number,
): number {
  const error = standardError(sharpe, { skew, kurtosis }, days);
  return error > 0 ? normal((sharpe - threshold) / error) : NaN;
}

/** Third and fourth standardized moments of at least one value; NaN where all are equal. */
export function shapeOf(values: Float64Array): Pick<SharpeFacts, "skew" | "kurtosis"> {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  let second = 0, third = 0, fourth = 0;
  for (let i = 0; i < n; i++) {
    const apart = values[i]! - mean, square = apart * apart;
    second += square;
    third += square * apart;
    fourth += square * square;
  }
  const variance = second / n;
  return { skew: third / n / variance ** 1.5, kurtosis: fourth / n / variance ** 2 };
}
