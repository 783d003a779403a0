/**
 * The models against their formulas in exact arithmetic. What cannot be right to the last place,
 * because digits cancel on the way, has a bound that says how far it may be off and why.
 */
import assert from "node:assert/strict";
import { erf } from "../../../src/engine/erf.ts";
import { exp, log } from "../../../src/engine/exp_log.ts";
import * as far from "../../exact_numbers.ts";
import { exact, over, rounded, sqrt, times } from "../../exact_numbers.ts";
import { mulberry32 } from "../../random.ts";
import { type Day, modelDays } from "./model_days.ts";

const random = mulberry32(20);
const between = (low: number, high: number) => low + (high - low) * random();

/** Half a unit in the last place of 1. */
const HALF_ULP = 2 ** -53;

/** How far a double is from the number. */
const off = (double: number, from: bigint) => Math.abs(rounded(exact(double) - from));

const ONE = exact(1);
const YEAR = exact(365);

Deno.test("V-7: erf, exp and log are within a unit in the last place of the exact numbers", () => {
  for (let i = 0; i < 1000; i++) {
    const [x, y] = [between(-6, 6), between(-40, 5)];
    assert.ok(far.ulpsOff(erf(x), far.erf(exact(x))) <= 1, `erf(${x})`);
    assert.ok(far.ulpsOff(exp(y), far.exp(exact(y))) <= 1, `exp(${y})`);
    const z = Math.exp(y / 8);
    assert.ok(far.ulpsOff(log(z), far.log(exact(z))) <= 1, `log(${z})`);
  }
});

/* ES */

function exactES(S: number, X: number, v: number, t: number) {
  const [spot, strike] = [exact(S), exact(X)];
  const sigma = times(exact(v) / 100n, sqrt(over(exact(t), YEAR)));
  const d1 = over(far.log(over(spot, strike)), sigma) + sigma / 2n;
  const [a, b] = [far.bothSides(d1), far.bothSides(d1 - sigma)];
  return { mv: over(times(spot, a) - times(strike, b), strike), delta: a, d1, sigma };
}

/** A straddle of 92 days whose price stays within a share of its strike. */
function daysES(spread: number): Day[] {
  const X = Math.exp(between(-3, 7));
  return Array.from({ length: 92 }, (_, i) => ({
    vol: random() < 0.2 ? between(60, 200) : between(1, 60),
    hedges: [i === 0 ? X : X * Math.exp(between(-spread, spread))],
  }));
}

Deno.test("V-4: ES is its formula but for the digits that S/X and the four terms of mv lose", () => {
  for (let n = 0; n < 24; n++) {
    const days = daysES(10 ** -between(0, 4));
    const X = days[0]!.hedges[0]!;
    modelDays("ES", days).forEach(({ mv, delta }, i) => {
      const [S, v, t] = [days[i]!.hedges[0]!, days[i]!.vol, 91 - i];
      const about = `S ${S}, X ${X}, v ${v}, ${t} days`;
      if (t === 0) {
        const paid = over(far.abs(exact(S) - exact(X)), exact(X));
        assert.ok(far.ulpsOff(mv, paid) <= 1, about);
        return;
      }
      const formula = exactES(S, X, v, t);
      // Four terms of the size of 1 and S/X, whose last places remain.
      assert.ok(off(mv, formula.mv) <= 4 * HALF_ULP * (1 + S / X), `mv ${mv}: ${about}`);
      // Rounding S/X moves d₁ by half a last place over σ, and delta by 2φ(d₁) of that.
      const density = rounded(far.density(formula.d1));
      const room = (2 + 2 * density / rounded(formula.sigma)) * HALF_ULP;
      assert.ok(off(delta, formula.delta) <= room, `delta ${delta}: ${about}`);
    });
  }
});

/* NS */

function exactForward(hedges: readonly number[], t: number) {
  const w = over(exact(t), exact(182.5));
  const [now, in6m, pvaNow, pvaIn6m] = hedges.map(exact) as [bigint, bigint, bigint, bigint];
  return {
    F: times(ONE - w, now) + times(w, in6m),
    A: times(ONE - w, pvaNow) + times(w, pvaIn6m),
  };
}

function exactNS(hedges: readonly number[], X: bigint, v: number, t: number) {
  const { F, A } = exactForward(hedges, t);
  const s = times(exact(v) / 10_000n, sqrt(over(exact(t), YEAR)));
  const d = over(F - X, s);
  const both = far.bothSides(d);
  const unit = times(F - X, both) + 2n * times(s, far.density(d));
  return { mv: times(A, unit), delta: both, A: rounded(A), d, s };
}

Deno.test("R-2: NS is its formula but for the digits that F − X loses", () => {
  for (let n = 0; n < 24; n++) {
    const X = between(-0.01, 0.08);
    const spread = 10 ** -between(1.5, 5);
    const days = Array.from({ length: 92 }, (): Day => {
      const rate = X + between(-spread, spread);
      const annuity = between(0.9, 20);
      return {
        vol: between(5, 300),
        hedges: [rate, rate + between(-0.003, 0.003), annuity, annuity * between(0.96, 1)],
      };
    });
    const strike = exactForward(days[0]!.hedges, 91).F;
    modelDays("NS", days).forEach(({ mv, delta }, i) => {
      const { hedges, vol: v } = days[i]!;
      const t = 91 - i;
      const about = `${hedges} against ${rounded(strike)}, v ${v}, ${t} days`;
      // F and X are sums of two products each: three roundings of the size of the rates.
      const rates = Math.max(...[...hedges.slice(0, 2), rounded(strike)].map(Math.abs));
      const lost = 6 * rates * HALF_ULP;
      if (t === 0) {
        const { F, A } = exactForward(hedges, 0);
        const paid = times(A, far.abs(F - strike));
        assert.ok(off(mv, paid) <= rounded(A) * lost + 4 * HALF_ULP * mv, about);
        assert.equal(delta, F >= strike ? 1 : -1);
        return;
      }
      const formula = exactNS(hedges, strike, v, t);
      // What F − X lost counts delta times; all else is a product without a cancellation.
      const slope = Math.abs(rounded(formula.delta));
      const room = formula.A * lost * slope + 8 * HALF_ULP * rounded(formula.mv);
      assert.ok(off(mv, formula.mv) <= room, `mv ${mv}: ${about}`);
      const tilt = 2 * rounded(far.density(formula.d)) / rounded(formula.s);
      assert.ok(
        off(delta, formula.delta) <= tilt * lost + 6 * HALF_ULP,
        `delta ${delta}: ${about}`,
      );
    });
  }
});

/* Symmetries, which hold whatever the formula is written like. */

/** The figures of the second day, with the hedges of the first as its strike; `t` days to expiry. */
function secondDay(model: string, entry: number[], hedges: number[], vol: number, t: number) {
  const days = Array.from({ length: t + 2 }, (_, i) => ({ vol, hedges: i === 0 ? entry : hedges }));
  return modelDays(model, days)[1]!;
}

const near = (a: number, b: number, room: number, about: string) =>
  assert.ok(Math.abs(a - b) <= room, `${a}, not ${b}: ${about}`);

Deno.test("R-2: NS does not tell F from X, nor where zero is", () => {
  for (let n = 0; n < 300; n++) {
    const [F, X, shift] = [between(-0.01, 0.06), between(-0.01, 0.06), between(-0.02, 0.02)];
    const [v, A] = [between(10, 200), between(1, 20)];
    const t = Math.floor(between(1, 90));
    const swap = (rate: number) => [rate, rate, A, A];
    const here = secondDay("NS", swap(X), swap(F), v, t);
    const about = `F ${F}, X ${X}, v ${v}, ${t} days`;
    const lost = 0.1 * Number.EPSILON;
    const room = 4 * A * lost;
    const tilt = 4 * lost / (v / 1e4 * Math.sqrt(t / 365)) + 4 * Number.EPSILON;
    const swapped = secondDay("NS", swap(F), swap(X), v, t);
    near(swapped.mv, here.mv, room, `swapped, ${about}`);
    near(swapped.delta, -here.delta, tilt, `swapped, ${about}`);
    const moved = secondDay("NS", swap(X + shift), swap(F + shift), v, t);
    near(moved.mv, here.mv, room, `moved by ${shift}, ${about}`);
    near(moved.delta, here.delta, tilt, `moved by ${shift}, ${about}`);
  }
});

Deno.test("V-4: ES is worth the same money with S and X swapped", () => {
  for (let n = 0; n < 300; n++) {
    const X = between(50, 150);
    const S = X * Math.exp(between(-0.4, 0.4));
    const v = between(5, 90);
    const t = Math.floor(between(1, 90));
    const here = secondDay("ES", [X], [S], v, t).mv * X;
    const swapped = secondDay("ES", [S], [X], v, t).mv * S;
    near(swapped, here, 8 * Number.EPSILON * (S + X), `S ${S}, X ${X}, v ${v}, ${t} days`);
  }
});
