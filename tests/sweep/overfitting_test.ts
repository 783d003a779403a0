/** The laws of `src/sweep/overfitting/`: W-2, W-3, W-4, each computed a second way. */
import assert from "node:assert/strict";
import { dayOf, monthOf, monthOfDay } from "../../src/base/calendar.ts";
import { BlockAdder } from "../../src/sweep/overfitting/block_sums.ts";
import { crossValidate, overfitShare } from "../../src/sweep/overfitting/cscv.ts";
import {
  deflatedSharpe,
  expectedMaximum,
  luckySharpe,
  shapeOf,
} from "../../src/sweep/overfitting/deflated_sharpe.ts";
import { normal as normalCdf } from "../../src/runs/analysis/sections/sharpe.ts";
import { normalQuantile } from "../../src/sweep/overfitting/normal_quantile.ts";
import { walkForward } from "../../src/sweep/overfitting/walk_forward.ts";
import { moments } from "../../src/runs/analysis/statistics.ts";
import { mulberry32, normals } from "../random.ts";
import { plainLogits } from "./plain_cscv.ts";

function near(actual: number, expected: number, apart: number, what = ""): void {
  assert.ok(
    Math.abs(actual - expected) <= apart,
    `${what} ${actual} is not ${expected} ± ${apart}`,
  );
}

/** The largest distance of sorted values in [0, 1] from a uniform distribution (Kolmogorov). */
function fromUniform(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.reduce(
    (most, x, i) => Math.max(most, x - i / sorted.length, (i + 1) / sorted.length - x),
    0,
  );
}

Deno.test("the normal quantile is that of the tables, far into the tails, and inverts its function", () => {
  // SciPy 1.17.1, special.ndtri (Cephes), another algorithm than AS 241.
  const known: readonly (readonly [number, number])[] = [
    [0.5, 0],
    [0.6, 0.2533471031357997],
    [0.9, 1.2815515655446004],
    [0.925, 1.4395314709384563],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
    [0.9999, 3.719016485455709],
    [1e-5, -4.264890793922825],
    [1e-10, -6.361340902404056],
    [1e-20, -9.262340089798409],
    [1e-100, -21.273453560965322],
    [1e-300, -37.0470962993612],
  ];
  for (const [p, z] of known) near(normalQuantile(p), z, 4e-15 * Math.max(1, Math.abs(z)), `${p}`);
  for (let p = 0.001; p < 1; p += 0.001) near(normalCdf(normalQuantile(p)), p, 1e-15);
  assert.deepEqual([0, 1, -0.1, 1.1, NaN].map(normalQuantile), [
    -Infinity,
    Infinity,
    NaN,
    NaN,
    NaN,
  ]);
});

Deno.test("the deflated Sharpe ratio is that of the paper's example (W-2)", () => {
  // Bailey & López de Prado 2014, "A numerical example": 100 trials, 250 days a year, five years, a
  // variance of ½ among annual ratios, of which the best is 2.5, skew -3 and kurtosis 10.
  const threshold = Math.sqrt(1 / 2 / 250) * expectedMaximum(100);
  near(threshold, 0.1132, 5e-5);
  const best = { sharpe: 2.5 / Math.sqrt(250), skew: -3, kurtosis: 10, days: 1250 };
  near(deflatedSharpe(best, threshold), 0.9004, 5e-5);
});

Deno.test("a closed case: four days and two variants, worked by hand (W-2)", () => {
  // P&L of 3, 1, -1, 1: mean 1, sd √2; deviations 2, 0, -2, 0: skew 0, kurtosis 32/4 / 4 = 2.
  const pnl = Float64Array.of(3, 1, -1, 1);
  const { mean, sd } = moments(pnl);
  assert.deepEqual([mean, sd], [1, Math.SQRT2]);
  assert.deepEqual(shapeOf(pnl), { skew: 0, kurtosis: 2 });
  // Ratios of 1 and 0: variance ½; of two the larger is (1 − γ) Z⁻¹(½) + γ Z⁻¹(1 − 1/2e).
  const threshold = luckySharpe([1, 0]);
  near(threshold, Math.sqrt(0.5) * 0.5772156649015329 * 0.9004526, 1e-7);
  // Of a single one nothing is deflated: Φ(1/√2 · √3 / √(1 + ¼ · ½)) = Φ(1.1547).
  near(deflatedSharpe({ sharpe: Math.SQRT1_2, skew: 0, kurtosis: 2, days: 4 }, 0), 0.875894, 2e-6);
  assert.equal(luckySharpe([0.3]), 0);
});

Deno.test("the best of 10,000 worthless variants shows 0.76 over 26 years and 1.73 over 5 (W-2)", () => {
  const shown = (years: number) => expectedMaximum(10_000) / Math.sqrt(years);
  assert.deepEqual([shown(26), shown(5)].map((x) => x.toFixed(2)), ["0.76", "1.73"]);
  // The same by simulation: Sharpe ratios of worthless variants are normal, 1/√years a year.
  const normal = normals(2);
  const best = Array.from({ length: 100 }, () => {
    let most = -Infinity;
    for (let i = 0; i < 10_000; i++) most = Math.max(most, normal());
    return most / Math.sqrt(26);
  });
  near(best.reduce((sum, x) => sum + x) / best.length, 0.76, 0.02);
});

Deno.test("where the true ratio is the threshold, the deflated one is uniform, skewed or not (W-2)", () => {
  const random = mulberry32(3);
  const [runs, days, sharpe] = [1500, 500, 0.3];
  const exact: number[] = [], plain: number[] = [];
  for (let run = 0; run < runs; run++) {
    // Exponential: mean and deviation 1, skew 2, kurtosis 9.
    const pnl = Float64Array.from({ length: days }, () => sharpe - 1 - Math.log(1 - random()));
    const { mean, sd, skew } = moments(pnl);
    const facts = { sharpe: mean / sd, ...shapeOf(pnl), days };
    near(facts.skew, skew, 1e-12);
    exact.push(deflatedSharpe(facts, sharpe));
    plain.push(deflatedSharpe({ ...facts, skew: 0, kurtosis: 3 }, sharpe));
  }
  // Kolmogorov's bound at one percent.
  const bound = 1.63 / Math.sqrt(runs);
  assert.ok(fromUniform(exact) < bound, `${fromUniform(exact)}`);
  assert.ok(fromUniform(plain) > bound, "the test would see that skew and kurtosis are left out");
});

Deno.test("the best of worthless variants convinces less often than one time in twenty (W-2)", () => {
  const normal = normals(4);
  const [runs, variants, days] = [300, 40, 250];
  const deflated = Array.from({ length: runs }, () => {
    const facts = Array.from({ length: variants }, () => {
      const pnl = Float64Array.from({ length: days }, normal);
      const { mean, sd } = moments(pnl);
      return { sharpe: mean / sd, ...shapeOf(pnl), days };
    });
    const best = facts.reduce((a, b) => b.sharpe > a.sharpe ? b : a);
    return deflatedSharpe(best, luckySharpe(facts.map(({ sharpe }) => sharpe)));
  });
  near(deflated.reduce((sum, x) => sum + x) / runs, 0.5, 0.05);
  assert.ok(deflated.filter((x) => x > 0.95).length < runs / 20);
});

const MONDAY = dayOf(2001, 1, 1);
/** Weekdays from a Monday on. */
const weekday = (i: number) => MONDAY + 7 * Math.floor(i / 5) + i % 5;

function blocksOf(matrix: readonly (readonly number[])[]) {
  const last = weekday(matrix[0]!.length - 1);
  const adder = new BlockAdder(matrix.length, MONDAY, last);
  const day = Int32Array.from(matrix[0]!, (_, i) => weekday(i));
  matrix.forEach((pnl, i) => adder.add(i, day, Float64Array.from(pnl)));
  return adder.sums;
}

const seriesOf = (matrix: readonly (readonly number[])[]) =>
  matrix.map((pnl) => ({ day: pnl.map((_, i) => weekday(i)), pnl }));
const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);

Deno.test("all 12,870 splits have the logits of a plain computation from the days (W-3)", () => {
  const normal = normals(5);
  // Days that 16 does not divide, and variants of other sizes and means.
  const matrix = Array.from(
    { length: 5 },
    (_, v) => Array.from({ length: 53 }, () => (v + 1) * (normal() + 0.05 * v)),
  );
  const { logit } = crossValidate(blocksOf(matrix));
  assert.equal(logit.length, 12_870);
  const [actual, expected] = [sorted(logit), sorted(plainLogits(seriesOf(matrix)))];
  actual.forEach((x, i) => near(x, expected[i]!, 1e-12));
});

Deno.test("PBO is 0 where one variant is always better, and 1 where every gain is paid back (W-3)", () => {
  const normal = normals(6);
  const noise = Array.from({ length: 160 }, normal);
  const sure = [noise, noise.map((x) => x + 2), noise.map((x) => x + 1)];
  const { chosen, logit } = crossValidate(blocksOf(sure));
  assert.ok(chosen.every((variant) => variant === 1));
  assert.ok(logit.every((x) => x === Math.log(3)), "the best of three: ω = ¾");
  // Worked by hand: blocks of +1 and -1 in turn, with noise that sums to 0 in each; the variant that
  // gains within any half loses as much without, and where both halves are even, both are alike.
  const steps = Array.from({ length: 160 }, (_, i) => (i / 10 & 1 ? -1 : 1) + (i & 1 ? -3 : 3));
  const paid = crossValidate(blocksOf([steps, steps.map((x) => -x)]));
  const even = 70 * 70; // Four blocks of eight of either sign.
  assert.equal(paid.logit.filter((x) => x === 0).length, even);
  assert.equal(paid.logit.filter((x) => x < 0).length, 12_870 - even);
  assert.equal(overfitShare(paid), 1);
});

Deno.test("PBO of worthless variants is a half on average (W-3)", () => {
  const normal = normals(7);
  const shares = Array.from({ length: 60 }, () => {
    const matrix = Array.from({ length: 8 }, () => Array.from({ length: 160 }, normal));
    return overfitShare(crossValidate(blocksOf(matrix)));
  });
  const { mean, sd } = moments(Float64Array.from(shares));
  near(mean, 0.5, 3 * sd / Math.sqrt(shares.length));
  assert.ok(sd < 0.35, `${sd}`);
});

Deno.test("a variant without P&L is never chosen, and counts as the worst (W-3)", () => {
  const normal = normals(8);
  const matrix = [Array<number>(160).fill(0), Array.from({ length: 160 }, () => normal() - 1)];
  const { chosen, logit } = crossValidate(blocksOf(matrix));
  assert.ok(chosen.every((variant) => variant === 1));
  logit.forEach((x) => near(x, Math.log(2), 1e-15));
  const nothing = crossValidate(blocksOf([matrix[0]!, matrix[0]!]));
  assert.equal(nothing.logit.length, 0);
});

/** A matrix of P&L by month of entry from January 2001 on. */
function entries(variants: readonly (readonly number[])[]) {
  const months = variants[0]!.length;
  const pnl = Float64Array.from(variants.flat());
  return { variants: variants.length, firstMonth: monthOf(2001, 1), months, pnl };
}

Deno.test("a year is scored by the variant that was best until 92 days before it (W-4)", () => {
  const steady = (mean: number) =>
    Array.from({ length: 36 }, (_, m) => mean + (m % 2 ? 0.1 : -0.1));
  // From October on the second one shines: too late to be chosen for 2002, in time for 2003.
  const late = steady(-1).map((x, m) => m >= 9 ? x + 9 : x);
  const walk = walkForward(entries([steady(1), late, steady(0)]))!;
  assert.deepEqual(walk.years.map(({ year, months, chosen }) => [year, months, chosen]), [
    [2002, 9, 0],
    [2003, 21, 0],
  ]);
  near(walk.years[0]!.pnl, 12, 1e-12);
  near(walk.years[0]!.sharpe, 10 * Math.sqrt(12), 1e-9);
  near(walk.years[0]!.rank, 0.5, 0, "the second is better in 2002, the third worse:");
  assert.equal(walk.hindsight.chosen, 1);
  assert.equal(walk.firstMonth, monthOf(2002, 1));
  assert.equal(walk.pnl.length, 24);
  // September counts, October does not.
  const september = steady(0).map((x, m) => m === 8 ? 0.5 : x);
  const october = steady(0).map((x, m) => m === 9 ? 50 : x);
  assert.equal(walkForward(entries([october, september]))!.years[0]!.chosen, 1);
  assert.equal(walkForward(entries([steady(1).slice(0, 12)])), undefined);
});

Deno.test("the embargo is longer than any straddle lives (W-4)", () => {
  // Entered on the first day of a month, to expire on the last of the month after next.
  for (let month = monthOf(2001, 1); month < monthOf(2030, 1); month++) {
    const year = Math.floor(month / 12), at = month % 12;
    const end = dayOf(year + Math.floor((at + 3) / 12), (at + 3) % 12 + 1, 1) - 1;
    const begin = dayOf(year, at + 1, 1);
    assert.ok(end - begin < 92);
    assert.equal(monthOfDay(begin), month);
  }
});
