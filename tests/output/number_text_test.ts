/** Numbers as text: the slow and plain way. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { formatNumber } from "../../src/output/number_text.ts";

/** Python's `'%.*g' % (digits, x)`, with 0 for zero. */
const PYTHON: [number, number, string][] = [
  [97.25, 3, "97.2"],
  [112.5, 3, "112"],
  [101.5, 3, "102"],
  [999.5, 3, "1e+03"],
  [2024, 3, "2.02e+03"],
  [5, 3, "5"],
  [1e-5, 3, "1e-05"],
  [0.000123, 3, "0.000123"],
  [0.00012345, 3, "0.000123"],
  [0.0000123, 3, "1.23e-05"],
  [-0.0022918066002077346, 3, "-0.00229"],
  [0.02045913894352239, 3, "0.0205"],
  [0.5, 1, "0.5"],
  [2.5, 1, "2"],
  [3.5, 1, "4"],
  [-2.5, 1, "-2"],
  [25, 1, "2e+01"],
  [0.15, 1, "0.1"],
  [0.25, 1, "0.2"],
  [0.35, 1, "0.3"],
  [1e100, 3, "1e+100"],
  [1.5e-300, 2, "1.5e-300"],
  [5e-324, 5, "4.9407e-324"],
  [1.7976931348623157e308, 4, "1.798e+308"],
  [123456, 6, "123456"],
  [1234567, 6, "1.23457e+06"],
  [100, 3, "100"],
  [0.1, 17, "0.10000000000000001"],
  [0.1, 20, "0.10000000000000000555"],
  [1152921504606847000, 18, "1.15292150460684698e+18"],
  [9007199254740993, 15, "9.00719925474099e+15"],
  [1099511627776.5, 13, "1099511627776"],
  [1099511627777.5, 13, "1099511627778"],
];

Deno.test("digits print as Python's %.{digits}g, ties going to the even digit", () => {
  for (const [x, digits, text] of PYTHON) {
    assert.equal(formatNumber(x, digits), text, `${x} with ${digits} digits`);
  }
});

Deno.test("zero and negative zero print as 0 with and without digits", () => {
  for (const zero of [0, -0]) {
    assert.equal(formatNumber(zero), "0");
    assert.equal(formatNumber(zero, 3), "0");
  }
});

Deno.test("what tables never hold still prints: infinities and NaN", () => {
  for (const digits of [[], [3]] as [][] | [number][]) {
    assert.equal(formatNumber(Infinity, ...digits), "inf");
    assert.equal(formatNumber(-Infinity, ...digits), "-inf");
    assert.equal(formatNumber(NaN, ...digits), "nan");
  }
});

Deno.test("digits below 1 count as 1", () => {
  assert.equal(formatNumber(123, 0), "1e+02");
});

Deno.test("without digits a number reads back as the same number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const back = Number(formatNumber(x));
      assert.ok(back === x, `${x} came back as ${back}`);
    }),
  );
});

Deno.test("17 digits read back as the same number", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (x) => assert.ok(Number(formatNumber(x, 17)) === x),
    ),
  );
});

Deno.test("digits never move a number by more than half a unit of the last one", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-200, max: 1e200 }),
      fc.integer({ min: 1, max: 12 }),
      (x, digits) => {
        const back = Number(formatNumber(x, digits));
        const unit = 10 ** (Math.floor(Math.log10(x)) - digits + 1);
        assert.ok(Math.abs(back - x) <= 0.5000001 * unit * (1 + 1e-9));
      },
    ),
  );
});
