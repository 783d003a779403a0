/** Statistics against numbers computed by hand or known in closed form. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cumulative,
  downsideDeviation,
  moments,
  quantile,
  sum,
} from "../../../src/runs/analysis/statistics.ts";

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

Deno.test("sums keep what plain addition loses", () => {
  assert.equal(sum([1, 1e100, 1, -1e100]), 2);
  assert.equal(sum(Array(10).fill(0.1)), 1);
  assert.equal(cumulative(new Float64Array(10).fill(0.1))[9], 1);
});

Deno.test("deviation is over the whole population, skew is g1", () => {
  const { mean, sd, skew } = moments(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9));
  assert.equal(mean, 5);
  assert.equal(sd, 2);
  close(skew, 42 / 8 / 8);
});

Deno.test("equal values have a deviation of exactly 0, whatever the rounding", () => {
  assert.deepEqual(moments(new Float64Array(7).fill(0.1)), { mean: 0.1, sd: 0, skew: NaN });
});

Deno.test("quantiles interpolate linearly between the two values beside them", () => {
  const values = Float64Array.of(1, 2, 4, 8);
  assert.equal(quantile(values, 0), 1);
  assert.equal(quantile(values, 0.5), 3);
  close(quantile(values, 0.05), 1.15);
  assert.equal(quantile(values, 1), 8);
  assert.equal(quantile(Float64Array.of(3), 0.99), 3);
});

Deno.test("the downside deviation counts gains as zero, not as absent", () => {
  assert.equal(downsideDeviation(Float64Array.of(3, -4, 5, 0)), 2);
  assert.equal(downsideDeviation(Float64Array.of(3, 5)), 0);
});

Deno.test("the compensated sum is as good as exact integers", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 })), (integers) => {
    const exact = integers.reduce((n, x) => n + BigInt(x), 0n);
    close(sum(integers.map((x) => x / 1024)), Number(exact) / 1024, 1e-15);
  }));
});
