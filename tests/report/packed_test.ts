/** Columns of numbers as text in a page, and back. */
import fc from "fast-check";
import assert from "node:assert/strict";
import { type PackedColumn, Packer, unpack } from "../../src/report/packed.ts";

/** Numbers of any size that `decimals` allow, some missing. */
const values = (decimals: number, bits: number) =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: -(2 ** bits) + 1, max: 2 ** bits - 1 }) },
      { weight: 3, arbitrary: fc.integer({ min: -300, max: 300 }) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    ).map((units) => units / 10 ** decimals),
    { maxLength: 60 },
  );

function roundTrip(numbers: readonly number[], decimals: number, delta: boolean): Float64Array {
  const packer = new Packer();
  packer.add([1, 2, 3]);
  const column = packer.add(numbers, decimals, delta);
  packer.add([4]);
  return unpack(packer.bytes(), column);
}

Deno.test("a packed column gives back its numbers to half a unit, and what was missing as missing", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 7 }),
    fc.boolean(),
    fc.gen(),
    (decimals, delta, gen) => {
      const numbers = gen(values, decimals, delta ? 29 : 30).map((value) =>
        value + 0.4 * gen(fc.double, { min: -1, max: 1, noNaN: true }) / 10 ** decimals
      );
      const back = roundTrip(numbers, decimals, delta);
      assert.equal(back.length, numbers.length);
      for (const [i, value] of numbers.entries()) {
        if (Number.isNaN(value)) assert.ok(Number.isNaN(back[i]!));
        else assert.ok(Math.abs(back[i]! - value) <= 0.5000001 / 10 ** decimals, `${value}`);
      }
    },
  ));
});

Deno.test("several columns lie beside each other in one run of bytes", () => {
  const packer = new Packer();
  const columns: [PackedColumn, number[]][] = [[0, 1, 2], [], [NaN], [1e6, -1e6], [70_000, 5]]
    .map((numbers) => [packer.add(numbers), numbers]);
  const bytes = packer.bytes();
  for (const [column, numbers] of columns) {
    assert.deepEqual(Array.from(unpack(bytes, column)), numbers);
  }
});

Deno.test("differences go on from the last known number", () => {
  assert.deepEqual(Array.from(roundTrip([5, NaN, NaN, 7, -3], 0, true)), [5, NaN, NaN, 7, -3]);
});

Deno.test("a column takes as few bytes as its largest number needs", () => {
  const width = (largest: number, delta = false) =>
    new Packer().add([largest, largest], 0, delta).width;
  assert.deepEqual([127, 128, 32_767, 32_768, 2 ** 23 - 1, 2 ** 23].map((n) => width(n)), [
    ...[1, 2, 2, 3, 3, 4],
  ]);
  assert.equal(width(-128), 2);
  assert.equal(width(-127), 1);
});

Deno.test("what cannot be packed is refused, never changed", () => {
  assert.deepEqual(Array.from(roundTrip([2 ** 31 - 2, -(2 ** 31) + 2], 0, false)), [
    2 ** 31 - 2,
    -(2 ** 31) + 2,
  ]);
  for (const value of [2 ** 31, -(2 ** 31), Infinity, -Infinity]) {
    assert.throws(() => new Packer().add([value]), RangeError);
  }
  assert.throws(() => new Packer().add([2 ** 30, -(2 ** 30)], 0, true), RangeError);
  assert.throws(() => new Packer().add([1e6], 6), RangeError);
});
