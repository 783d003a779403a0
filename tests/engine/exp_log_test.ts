/** exp and log against exact values. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { exp, log, logAll } from "../../src/engine/exp_log.ts";

/** Distance in units in the last place of `expected`. */
function ulps(actual: number, expected: number): number {
  if (Object.is(actual, expected) || actual === expected) return 0;
  const bits = new BigInt64Array(new Float64Array([Math.abs(actual), Math.abs(expected)]).buffer);
  return Math.abs(Number(bits[0]! - bits[1]!));
}

// Rounded from 30 digits; no engine computes them.
const EXP: readonly [number, number][] = [
  [1, 2.718281828459045],
  [-1, 0.36787944117144233],
  [0.5, 1.6487212707001282],
  [-0.5625, 0.569782824730923],
  [-10, 4.5399929762484854e-5],
  [100, 2.6881171418161356e43],
  [-700, 9.859676543759770e-305],
  [-740, 4.199558e-322],
];
const LOG: readonly [number, number][] = [
  [2, 0.6931471805599453],
  [0.5, -0.6931471805599453],
  [10, 2.302585092994046],
  [1.05, 0.04879016416943205],
  [0.8, -0.2231435513142097],
  [1e-300, -690.7755278982137],
  [5e-324, -744.4400719213812],
];

Deno.test("exp and log are right to a unit in the last place at known points", () => {
  for (const [x, y] of EXP) assert.ok(ulps(exp(x), y) <= 1, `exp(${x}) = ${exp(x)}, not ${y}`);
  for (const [x, y] of LOG) assert.ok(ulps(log(x), y) <= 1, `log(${x}) = ${log(x)}, not ${y}`);
});

Deno.test("exp and log take the values of the standard at its special points", () => {
  assert.deepEqual([0, -Infinity, Infinity, NaN].map(exp), [1, 0, Infinity, NaN]);
  assert.deepEqual([1, 0, -1, Infinity, NaN].map(log), [0, -Infinity, NaN, Infinity, NaN]);
});

Deno.test("exp and log are within two units of the engine's own, whichever that is", () => {
  fc.assert(
    fc.property(fc.double({ min: -745, max: 709, noNaN: true }), (x) => {
      assert.ok(ulps(exp(x), Math.exp(x)) <= 2, `exp(${x})`);
    }),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(fc.double({ min: 5e-324, max: 1.7e308, noNaN: true }), (x) => {
      assert.ok(ulps(log(x), Math.log(x)) <= 2, `log(${x})`);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("log over an array is log of each number, and touches no more than it was asked to", () => {
  const any = fc.oneof(fc.double({ min: 0.5, max: 2 }), fc.double());
  fc.assert(fc.property(fc.array(any, { maxLength: 100 }), (xs) => {
    const values = Float64Array.of(...xs, 0.5);
    logAll(values, xs.length);
    assert.deepEqual([...values], [...xs.map(log), 0.5]);
  }));
});
