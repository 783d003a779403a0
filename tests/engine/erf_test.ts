/** The error function and the normal distribution against exact values. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { erf, erfAll } from "../../src/engine/erf.ts";

/** erf to 60 digits (mpmath), rounded to a double; all four ranges of the formula and their edges. */
const TABLE: [x: number, erf: number][] = [
  [1e-310, 1.1283791670955e-310],
  [1e-300, 1.1283791670955126e-300],
  [1e-20, 1.1283791670955125e-20],
  [3.7e-09, 4.1750029182533965e-09],
  [3.8e-09, 4.287840834962948e-09],
  [1e-05, 1.1283791670579e-05],
  [0.01, 0.011283415555849618],
  [0.1, 0.1124629160182849],
  [0.25, 0.27632639016823696],
  [0.5, 0.5204998778130465],
  [0.75, 0.7111556336535151],
  [0.84374, 0.7672201241832406],
  [0.84375, 0.7672256612323416],
  [0.9, 0.7969082124228322],
  [1.0, 0.8427007929497149],
  [1.1, 0.8802050695740817],
  [1.2499, 0.922876473187532],
  [1.25, 0.9229001282564583],
  [1.5, 0.9661051464753108],
  [1.75, 0.9866716712191824],
  [2.0, 0.9953222650189527],
  [2.25, 0.9985372834133188],
  [2.5, 0.999593047982555],
  [2.857, 0.9999466417399131],
  [2.8572, 0.9999467060575912],
  [3.0, 0.9999779095030014],
  [3.5, 0.9999992569016276],
  [4.0, 0.9999999845827421],
  [4.5, 0.9999999998033839],
  [5.0, 0.9999999999984626],
  [5.5, 0.9999999999999927],
  [5.9, 0.9999999999999999],
  [5.95, 1.0],
  [6.0, 1.0],
  [10.0, 1.0],
];

/** How many doubles lie between two of one sign. */
function ulps(a: number, b: number): number {
  const [x, y] = new BigInt64Array(new Float64Array([a, b]).buffer);
  return Math.abs(Number(x! - y!));
}

Deno.test("V-7: erf is within one unit in the last place of its exact value", () => {
  for (const [x, exact] of TABLE) {
    assert.ok(ulps(erf(x), exact) <= 1, `erf(${x}) = ${erf(x)}, not ${exact}`);
    assert.ok(ulps(erf(-x), -exact) <= 1, `erf(${-x}) = ${erf(-x)}, not ${-exact}`);
  }
});

Deno.test("V-5: the checked values of erf and Φ", () => {
  const phi = (z: number) => (1 + erf(z / Math.SQRT2)) / 2;
  assert.equal(erf(0.5), 0.5204998778130465);
  assert.equal(erf(5), 0.9999999999984626);
  assert.equal(phi(1), 0.8413447460685429);
  assert.ok(Math.abs(phi(-3) - 0.0013498980316301035) <= 1e-16);
});

Deno.test("V-7: erf of zeros, infinities and NaN", () => {
  assert.ok(Object.is(erf(0), 0));
  assert.ok(Object.is(erf(-0), -0));
  assert.equal(erf(Infinity), 1);
  assert.equal(erf(-Infinity), -1);
  assert.ok(Number.isNaN(erf(NaN)));
  assert.equal(erf(Number.MAX_VALUE), 1);
  assert.ok(erf(Number.MIN_VALUE) > 0);
});

const number = fc.double({ min: -7, max: 7, noNaN: true });

Deno.test("V-7: erf is odd, within [-1, 1] and takes the sign of its argument", () => {
  fc.assert(fc.property(number, (x) => {
    assert.ok(Object.is(erf(-x), -erf(x)));
    assert.ok(Math.abs(erf(x)) <= 1);
    assert.ok(erf(x) * x >= 0);
  }));
});

Deno.test("V-7: erf never falls by more than a rounding error, over the range edges too", () => {
  let before = erf(0);
  for (let x = 1 / 4096; x <= 7; x += 1 / 4096) {
    const value = erf(x);
    assert.ok(value >= before, `erf(${x})`);
    before = value;
  }
  for (const edge of [0.84375, 1.25, 1 / 0.35, 6]) {
    const below = erf(edge - 2 ** -50);
    assert.ok(below <= erf(edge) + 2 ** -53, `erf(${edge})`);
  }
});

/** DLMF 7.6.2: a series of positive terms only. */
function seriesErf(x: number): number {
  let term = x, sum = x;
  for (let n = 1; term > 1e-18 * sum; n++) sum += term *= 2 * x * x / (2 * n + 1);
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

Deno.test("V-7: erf agrees with its power series to 2e-15", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 6, noNaN: true }), (x) => {
      assert.ok(Math.abs(erf(x) - seriesErf(x)) <= 2e-15, `erf(${x})`);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("V-7: erf over an array is erf of each number, and touches no more than it was asked to", () => {
  const any = fc.oneof(number, fc.double());
  fc.assert(fc.property(fc.array(any, { maxLength: 600 }), (xs) => {
    const values = Float64Array.of(...xs, 0.5);
    erfAll(values, xs.length);
    assert.deepEqual([...values], [...xs.map(erf), 0.5]);
  }));
});
