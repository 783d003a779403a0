/** Parquet's run lengths and packed bits, encoded and decoded. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { HybridEncoder, indexBitWidth } from "../../../src/output/parquet/hybrid.ts";
import { encodeAllPresent, encodeBitmap, levelsBound } from "../../../src/output/parquet/levels.ts";

/** A reader of the hybrid encoding, straight from the specification. */
function decode(bytes: Uint8Array, bitWidth: number, count: number): number[] {
  const values: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    let header = 0;
    let shift = 0;
    do header |= (bytes[at]! & 0x7f) << shift, shift += 7; while (bytes[at++]! & 0x80);
    if (header & 1) {
      const groups = header >>> 1;
      for (let bit = 0; bit < groups * 8 * bitWidth; bit += bitWidth) {
        let value = 0;
        for (let i = 0; i < bitWidth; i++) {
          const place = bit + i;
          value |= ((bytes[at + (place >> 3)]! >> (place & 7)) & 1) << i;
        }
        values.push(value);
      }
      at += groups * bitWidth;
    } else {
      let value = 0;
      for (let i = 0; i < (bitWidth + 7) >> 3; i++) value |= bytes[at++]! << (8 * i);
      for (let i = header >>> 1; i > 0; i--) values.push(value);
    }
  }
  assert.ok(values.length >= count && values.length < count + 8, "only the last group is padded");
  return values.slice(0, count);
}

Deno.test("runs of any lengths and widths decode to what was pushed", () => {
  const encoder = new HybridEncoder();
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(
        fc.tuple(
          fc.nat(),
          fc.oneof(fc.integer({ min: 1, max: 3 }), fc.nat({ max: 20 }), fc.nat({ max: 3000 })),
        ),
        { maxLength: 300 },
      ),
      (bitWidth, stretches) => {
        const expected: number[] = [];
        encoder.start(bitWidth);
        for (const [any, count] of stretches) {
          const value = any % 2 ** bitWidth;
          encoder.push(value, count);
          for (let i = 0; i < count; i++) expected.push(value);
        }
        const bytes = encoder.bytes.subarray(0, encoder.finish());
        assert.deepEqual(decode(bytes, bitWidth, expected.length), expected);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("long runs stay runs, many short ones are packed", () => {
  const encoder = new HybridEncoder();
  encoder.start(12);
  for (let i = 0; i < 100; i++) encoder.push(i, 30);
  // Per run a header byte and two bytes of value.
  assert.equal(encoder.finish(), 300);
  encoder.start(12);
  for (let i = 0; i < 800; i++) encoder.push(i, 1);
  assert.equal(encoder.finish(), 2 + 800 * 12 / 8);
});

Deno.test("the bit width of dictionary indices is at least 1 and never too small", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 256, 257].map(indexBitWidth), [1, 1, 1, 2, 2, 3, 8, 9]);
});

Deno.test("any bitmap of nulls decodes to itself, within its bound", () => {
  const stretches = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 200 })), { maxLength: 60 });
  const noise = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 3 })), { maxLength: 300 });
  fc.assert(
    fc.property(fc.oneof(stretches, noise), (parts) => {
      const levels = parts.flatMap(([level, count]) => Array<number>(count).fill(level ? 1 : 0));
      const bitmap = new Uint8Array((levels.length + 7) >> 3);
      levels.forEach((level, i) => bitmap[i >> 3]! |= level << (i & 7));
      const out = new Uint8Array(4 + levelsBound(levels.length));
      const end = encodeBitmap(bitmap, levels.length, out, 4);
      assert.ok(end <= out.length);
      assert.deepEqual(decode(out.subarray(4, end), 1, levels.length), levels);
    }),
    { numRuns: 300 },
  );
});

Deno.test("long stretches of nulls are runs, not bits", () => {
  const bitmap = new Uint8Array(10_000).fill(0xff, 0, 5000);
  const out = new Uint8Array(levelsBound(80_000));
  assert.ok(encodeBitmap(bitmap, 80_000, out, 0) <= 8);
});

Deno.test("the levels of a column without nulls are one run", () => {
  const out = new Uint8Array(8);
  const end = encodeAllPresent(120_000, out, 0);
  assert.deepEqual(decode(out.subarray(0, end), 1, 120_000), Array(120_000).fill(1));
});
