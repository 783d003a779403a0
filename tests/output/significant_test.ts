/** Numbers with significant digits: the fast way against the plain one. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { formatNumber } from "../../src/output/number_text.ts";
import { NUMBER_ROOM, textBuffer } from "../../src/output/shortest.ts";
import { writeSignificant } from "../../src/output/significant.ts";

const out = textBuffer(new Uint8Array(2 * NUMBER_ROOM));

function check(x: number): void {
  for (const digits of [0, 1, 2, 3, 4, 6, 9, 10, 17]) {
    const end = writeSignificant(x, digits, out, 2);
    const text = new TextDecoder().decode(out.bytes.subarray(2, end));
    if (text !== formatNumber(x, digits)) {
      assert.equal(text, formatNumber(x, digits), `${x} with ${digits} digits`);
    }
  }
}

Deno.test("the fast text of significant digits is formatNumber's: any number", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), check), {
    numRuns: 3000,
  });
});

Deno.test("the fast text of significant digits is formatNumber's: prices, ties, small P&L", () => {
  const sizes = fc.tuple(fc.integer({ min: -10_000_000, max: 10_000_000 }), fc.nat({ max: 20 }));
  fc.assert(
    fc.property(sizes, ([digits, shift]) => {
      check(digits / 10 ** shift);
      check(digits / 2 ** shift);
      check(digits * 10 ** shift);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("the fast text of significant digits is formatNumber's: around powers of ten", () => {
  for (let e = -30; e <= 30; e++) {
    const words = new BigInt64Array(Float64Array.of(Number(`1e${e}`)).buffer);
    for (const step of [-3n, -2n, -1n, 0n, 1n, 2n, 3n]) {
      words[0]! += step;
      const x = new Float64Array(words.buffer)[0]!;
      check(x);
      check(-x);
      words[0]! -= step;
    }
    for (const nines of [9.4, 9.5, 9.95, 9.9949, 9.995, 9.9999999949, 9.999999995]) {
      check(Number(`${nines}e${e}`));
    }
  }
});
