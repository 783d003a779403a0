/** Drawdowns: falls of a cumulative sum that starts at 0 from its highest point so far. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { deepest, drawdowns } from "../../../src/runs/analysis/drawdowns.ts";

Deno.test("a drawdown runs from the high to the first day back at it", () => {
  const found = drawdowns(Float64Array.of(1, 3, 2, 1, 3, 2, 4));
  assert.deepEqual(found, [
    { depth: 2, from: 1, trough: 3, to: 4 },
    { depth: 1, from: 4, trough: 5, to: 6 },
  ]);
});

Deno.test("a run that loses from its first day falls from the start, which is 0", () => {
  assert.deepEqual(drawdowns(Float64Array.of(-1, -3, -2)), [
    { depth: 3, from: -1, trough: 1, to: undefined },
  ]);
});

Deno.test("a run that never falls has none", () => {
  assert.deepEqual(drawdowns(Float64Array.of(0, 1, 1, 2)), []);
  assert.deepEqual(drawdowns(new Float64Array(0)), []);
});

Deno.test("the deepest is the largest gap between a value and the highest before it", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -50, max: 50 })), (values) => {
    const series = Float64Array.from(values);
    const gaps = values.map((value, i) => Math.max(0, ...values.slice(0, i)) - value);
    assert.equal(deepest(drawdowns(series), 1)[0]?.depth ?? 0, Math.max(0, ...gaps));
  }));
});

Deno.test("drawdowns follow one another without overlap, and only the last may be open", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -9, max: 9 })), (values) => {
    const found = drawdowns(Float64Array.from(values));
    found.forEach(({ from, trough, to }, i) => {
      assert.ok(from < trough && (to === undefined || trough < to));
      if (i < found.length - 1) assert.ok(to! <= found[i + 1]!.from);
    });
  }));
});
