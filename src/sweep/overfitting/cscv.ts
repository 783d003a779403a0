/**
 * W-3: the probability of backtest overfitting by combinatorially symmetric cross-validation. The days
 * are cut into blocks; half of these choose the best variant, the other half judge it, and all ways to
 * take half of them are gone through. PBO is the share in which the chosen one is below the median of
 * all where it is judged.
 *
 * Source: D. H. Bailey, J. M. Borwein, M. López de Prado, Q. J. Zhu, "The Probability of Backtest
 * Overfitting", Journal of Computational Finance 20(4), 2017 (SSRN 2326253, 2015), section 2.2.
 */
import { BLOCKS, type BlockSums } from "./block_sums.ts";
import { largestAt } from "./largest_at.ts";

/** What came of the splits, of which those are left out in which no variant has a Sharpe ratio. */
export interface Cscv {
  /** ln(ω / (1 − ω)), ω the chosen variant's rank where it is judged, over all of them and one. */
  readonly logit: Float64Array;
  /** Positions of the chosen variants, and their Sharpe ratios a day where chosen and where judged. */
  readonly chosen: Int32Array;
  readonly within: Float64Array;
  readonly without: Float64Array;
}

/** Variances that are smaller, as a share of the mean square, come of rounding. */
const ROUNDING = 1e-14;

/** Goes through all splits of at least two variants. Memory: some 800 bytes a variant. */
export function crossValidate({ variants, count, sum, square }: BlockSums): Cscv {
  const splits = binomial(BLOCKS, BLOCKS / 2);
  const logit = new Float64Array(splits), chosen = new Int32Array(splits);
  const within = new Float64Array(splits), without = new Float64Array(splits);
  let found = 0;
  const note = (inside: Float64Array, outside: Float64Array) => {
    const best = largestAt(inside);
    if (inside[best] === -Infinity) return;
    const share = rankOf(outside, best) / (variants + 1);
    logit[found] = Math.log(share / (1 - share));
    chosen[found] = best;
    within[found] = inside[best]!;
    without[found++] = outside[best]!;
  };
  const half = () => ({
    count: new Float64Array(variants),
    sum: new Float64Array(variants),
    square: new Float64Array(variants),
  });
  // The sums of the blocks so far on either side, at each depth of the walk: no block is subtracted
  // again, so rounding does not pile up.
  const sides = Array.from({ length: BLOCKS + 1 }, () => [half(), half()] as const);
  const inside = new Float64Array(variants), outside = new Float64Array(variants);
  const taken = [0, 0];
  let before = [sides[0]![0], sides[0]![1]];
  const walk = (block: number) => {
    if (block === BLOCKS) {
      sharpes(before[0]!, inside);
      sharpes(before[1]!, outside);
      note(inside, outside);
      note(outside, inside);
      return;
    }
    // The first block stays on its side: the mirrored split is made of the same sums.
    for (let side = 0; side < (block === 0 ? 1 : 2); side++) {
      if (taken[side] === BLOCKS / 2) continue;
      const old = before, own = old[side]!, next = sides[block + 1]![side]!;
      const at = block * variants;
      for (let i = 0; i < variants; i++) {
        next.count[i] = own.count[i]! + count[at + i]!;
        next.sum[i] = own.sum[i]! + sum[at + i]!;
        next.square[i] = own.square[i]! + square[at + i]!;
      }
      before = side === 0 ? [next, old[1]!] : [old[0]!, next];
      taken[side]!++;
      walk(block + 1);
      taken[side]!--;
      before = old;
    }
  };
  walk(0);
  return {
    logit: logit.subarray(0, found),
    chosen: chosen.subarray(0, found),
    within: within.subarray(0, found),
    without: without.subarray(0, found),
  };
}

/** PBO, the share of logits that are not above 0; NaN without splits. */
export function overfitShare({ logit }: Pick<Cscv, "logit">): number {
  return logit.filter((x) => x <= 0).length / logit.length;
}

/** mean / sd over the whole population of days; −∞ where there is none. */
function sharpes(
  { count, sum, square }: Omit<BlockSums, "variants">,
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) {
    const whole = count[i]! * square[i]!;
    const variance = whole - sum[i]! * sum[i]!;
    out[i] = variance > ROUNDING * whole ? sum[i]! / Math.sqrt(variance) : -Infinity;
  }
}

/** From 1 for the worst; equal ones share the mean of their ranks. */
function rankOf(values: Float64Array, at: number): number {
  const own = values[at]!;
  let below = 0, equal = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < own) below++;
    else if (values[i] === own) equal++;
  }
  return below + (equal + 1) / 2;
}

function binomial(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = ways * (n - k + i) / i;
  return ways;
}
