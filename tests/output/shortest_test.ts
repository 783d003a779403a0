/** The shortest text that reads back: the fast way against the language's own. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { NUMBER_ROOM, textBuffer, writeInteger, writeShortest } from "../../src/output/shortest.ts";

const START = 3;
const out = textBuffer(new Uint8Array(START + NUMBER_ROOM));

function shortest(x: number): string {
  const end = writeShortest(Float64Array.of(x), 0, out, START);
  return new TextDecoder().decode(out.bytes.subarray(START, end));
}

function check(x: number): void {
  if (!Number.isFinite(x)) return;
  // Asserting is slow; most of these numbers need none.
  if (shortest(x) !== String(x)) assert.equal(shortest(x), String(x));
}

/** The double with these 64 bits. */
function fromWords(upper: number, lower: number): number {
  return new Float64Array(Uint32Array.of(lower, upper).buffer)[0]!;
}

Deno.test("a number's text is String(x): the cases that have notations of their own", () => {
  const cases = [0, 1, -1, 9, 10, 99, 100, 12345, 1e5, 1e6, 1e7, 1e8, 1e9, 2147483647, -2147483648];
  cases.push(2147483648, 4294967296, 1e15, 1e16, 1e17, 1e20, 1e21, 1.5e21, 123456789012345680000);
  cases.push(9007199254740991, 9007199254740992, 9007199254740994, 99999999999999984);
  cases.push(0.1, 0.001, 0.000001, 0.0000015, 1e-7, 1.5e-7, 1.234e-10, 1e-27, 1e-28, 1e-29);
  cases.push(0.3, 0.1 + 0.2, 97.25, 2581.5, 199999.9999, 200000.0001, 1 / 3, 2 / 3, 5e-324);
  cases.push(1.7976931348623157e308, 2.2250738585072014e-308, 0.02045913894352239);
  for (const x of cases) {
    assert.equal(shortest(x), String(x));
    assert.equal(shortest(-x), String(-x));
  }
});

Deno.test("a number's text is String(x): around every power of two and of ten", () => {
  for (let e = -1074; e < 1024; e++) {
    for (const x of neighbours(2 ** e)) check(x);
  }
  for (let e = -323; e <= 308; e++) {
    for (const x of neighbours(Number(`1e${e}`))) check(x);
    for (let m = 2; m < 100; m++) check(Number(`${m}e${e}`));
  }
});

Deno.test("a number's text is String(x): any 64 bits", () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(word, word, (upper, lower) => check(fromWords(upper, lower))),
    { numRuns: 20_000 },
  );
});

Deno.test("a number's text is String(x): sizes that prices and P&L have", () => {
  const exponent = fc.integer({ min: 1023 - 95, max: 1023 + 58 });
  const word = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(exponent, word, word, (bits, upper, lower) => {
      check(fromWords(((bits << 20) | (upper & 0xfffff)) >>> 0, lower));
      check(fromWords(((bits << 20) | (upper & 0xfffff)) >>> 0, lower & 3));
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("a number's text is String(x): decimals of up to 17 digits", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 99999999999999999n }),
      fc.integer({ min: 0, max: 17 }),
      fc.integer({ min: -30, max: 5 }),
      (digits, cut, exponent) => {
        check(Number(`${String(digits).slice(0, cut + 1)}e${exponent}`));
        check(-Number(`${digits}e${exponent}`));
      },
    ),
    { numRuns: 20_000 },
  );
});

Deno.test("negative zero prints as 0", () => assert.equal(shortest(-0), "0"));

Deno.test("an integer's text has every digit", () => {
  fc.assert(
    fc.property(fc.integer(), (x) => {
      const end = writeInteger(x, out, START);
      assert.equal(new TextDecoder().decode(out.bytes.subarray(START, end)), String(x));
    }),
  );
});

/** The double and the three next to it on each side. */
function neighbours(x: number): number[] {
  const words = new BigInt64Array(Float64Array.of(x).buffer);
  const centre = words[0]!;
  return [-3n, -2n, -1n, 0n, 1n, 2n, 3n].map((step) => {
    words[0] = centre + step;
    return new Float64Array(words.buffer)[0]!;
  });
}
