/** Sections of a few days, worked out by hand or published. */
import assert from "node:assert/strict";
import { concentrationLines } from "../../../../src/runs/analysis/sections/concentration.ts";
import { Correlations } from "../../../../src/runs/analysis/sections/correlation.ts";
import { outcomes } from "../../../../src/runs/analysis/sections/outcomes.ts";
import { drawdownLines, recoveryLines } from "../../../../src/runs/analysis/sections/recovery.ts";
import { regimesOf } from "../../../../src/runs/analysis/sections/regimes.ts";
import {
  normal,
  sharpeError,
  standardError,
} from "../../../../src/runs/analysis/sections/sharpe.ts";
import { mulberry32 } from "../../../random.ts";

const near = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

Deno.test("the error of a Sharpe ratio: four days by hand, and Bailey & López de Prado's two years", () => {
  // Mean ½, variance 5/4, skew 0, kurtosis (2/16 + 2·81/16)/4 / (25/16) = 1.64; the ratio's square is 1/5.
  const found = sharpeError(Float64Array.of(1, -1, 2, 0), 252)!;
  near(found.sharpe, Math.sqrt(252 / 5));
  near(found.skew, 0);
  near(found.kurtosis, 1.64);
  near(found.seNormal, Math.sqrt(252 * 1.1 / 4));
  near(found.se, Math.sqrt(252 * (1 + 0.16 / 5) / 3));
  near(found.aboveZero, 0.77712, 1e-5);
  // 24 months with a ratio of 0.458: surer if they were normal (2012).
  const moments = { skew: -2.448, kurtosis: 10.164 };
  near(normal(0.458 / standardError(0.458, moments, 24)), 0.913, 5e-4);
  near(normal(0.458 / standardError(0.458, { skew: 0, kurtosis: 3 }, 24)), 0.982, 5e-4);
  assert.equal(sharpeError(Float64Array.of(1, 1, 1), 252), undefined);
  assert.equal(sharpeError(Float64Array.of(1), 252), undefined);
});

Deno.test("recovery: from the high to the first day back at it; the last fall is still open", () => {
  const day = Int32Array.of(0, 1, 4, 5, 6, 7, 8, 11);
  // Cumulative: −1 0 3 2 1 3 3 2.5; a fall from the start, one from day 4, one from day 8.
  const pnl = Float64Array.of(-1, 1, 3, -1, -1, 2, 0, -0.5);
  assert.deepEqual(drawdownLines(day, pnl), [
    [1, 2, 4, 6, 7, 2, 1],
    [2, 1, 0, 0, 1, 0, 1],
    [3, 0.5, 8, 11, null, 3, null],
  ]);
  assert.deepEqual(recoveryLines(day, pnl).map((cells) => cells.slice(1)), [
    [3, 3, 2, 1 - 2 / 3, 3],
    [3, 3, 2, 1 - 2 / 3, 3],
    [3, 3, 2, 1 - 2 / 3, 3],
    [2, 3, 2, 0, null],
  ]);
  assert.deepEqual(recoveryLines(day.slice(0, 1), Float64Array.of(1))[0], [
    0,
    0,
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("outcomes: every stretch of a length counts, and one that never fits has none", () => {
  const lines = outcomes(Float64Array.of(1, 1, 1, 1, -5, 1), 252);
  assert.deepEqual(lines[0], [5, 2, -1, -1, -1, 1]);
  assert.deepEqual(lines[1], [21, 0, null, null, null, null]);
  const weeks = outcomes(Float64Array.of(1, -2, 3), 52);
  assert.deepEqual(weeks[0], [1, 3, -2, 1, 3, 1 / 3]);
});

Deno.test("regimes: no day's changes when any vol of that day or later does", () => {
  const random = mulberry32(18);
  const vols = Float64Array.from({ length: 900 }, () => 10 + 10 * random());
  const day = Int32Array.from(vols, (_, i) => 7 * Math.floor(i / 5) + i % 5);
  const ones = day.map(() => 1);
  const of = (vol: Float64Array) => regimesOf(day, { day, vols: ones, vol }, 252);
  const { regime } = of(vols);
  for (const from of [0, 252, 253, 400, 899]) {
    const changed = vols.map((vol, i) => i < from ? vol : 100 * random());
    const after = of(changed).regime;
    assert.deepEqual(after.slice(0, from + 1), regime.slice(0, from + 1), `from day ${from}`);
    if (from === 400) assert.notDeepEqual(after, regime);
  }
  assert.deepEqual(regime.findIndex((x) => x !== 3), 252);
  // Rising vols are always the highest so far, constant ones in the middle.
  assert.deepEqual(
    new Set(of(vols.map((_, i) => i)).regime.slice(252)),
    new Set([2]),
  );
  assert.deepEqual(new Set(of(vols.map(() => 20)).regime.slice(252)), new Set([1]));
});

Deno.test("concentration: n equal assets are worth n, and a share of no gain is not told", () => {
  const equal = Array.from({ length: 40 }, () => ({ pnl: -1, weight: 2 }));
  const [weight, size, pnl] = concentrationLines(equal);
  assert.deepEqual(weight!.slice(0, 4), ["weight held", 40, 0.25, 0.5]);
  near(Number(weight![5]), 40);
  near(Number(size![5]), 40);
  assert.deepEqual(pnl, ["P&L", 40, null, null, null, null]);
  const [, , gain] = concentrationLines([{ pnl: 3, weight: 1 }, { pnl: -1, weight: 0 }]);
  assert.deepEqual(gain!.slice(0, 4), ["P&L", 2, 1, 1]);
});

Deno.test("correlation: over common days only; too few of them tell nothing", () => {
  const day = Array.from({ length: 30 }, (_, i) => i);
  const pnl = day.map((i) => (i * 7) % 5);
  const all = new Correlations([
    { day, pnl },
    { day: day.map((i) => i + 5), pnl: day.map((i) => -3 * pnl[(i + 5) % 30]! + 1) },
    { day: day.map((i) => i + 11), pnl },
    { day, pnl: day.map(() => 2) },
  ]);
  near(all.of(0, 0).value, 1);
  assert.deepEqual([Math.round(1e9 * all.of(0, 1).value) / 1e9, all.of(0, 1).days], [-1, 25]);
  assert.deepEqual(all.of(0, 2), { value: NaN, days: 19 });
  assert.deepEqual(all.of(0, 3), { value: NaN, days: 30 });
});
