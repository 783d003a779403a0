/**
 * Plain columns for Parquet: nulls squeezed out, and the bounds of what is left.
 *
 * Doubles and integers have their own copies of the loops on purpose: shared ones would see two
 * kinds of arrays, and the engine's code for that is several times slower.
 */
import { NO_DAY } from "../chunk.ts";

/** Smallest and largest value in PLAIN encoding, texts without their length. */
export interface Bounds {
  readonly min: Uint8Array;
  readonly max: Uint8Array;
}

/** The bounds of the first `count` (at least 1) values; undefined as soon as one is null (NaN). */
export function boundsOfDoubles(values: Float64Array, count: number): Bounds | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (value >= min && value <= max) continue;
    if (value !== value) return undefined;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min: doubleBound(min, "min"), max: doubleBound(max, "max") };
}

/** The bounds of the first `count` (at least 1) values; undefined as soon as one is NO_DAY. */
export function boundsOfInts(values: Int32Array, count: number): Bounds | undefined {
  let min = 2147483647;
  let max = NO_DAY;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  // NO_DAY is the smallest integer there is.
  return min === NO_DAY ? undefined : { min: intBound(min), max: intBound(max) };
}

/**
 * Copies the values that aren't NaN to the front of `out` (which has room for one more than `rows`)
 * and sets the bits of their rows in `bitmap`; returns how many there are.
 *
 * Which rows are null can't be foreseen, so there is no branch: every value is written, and the next
 * one overwrites it if it was a null. NaN is told by its bits: above those of infinity, sign aside.
 */
export function squeezeDoubles(
  values: Float64Array,
  rows: number,
  out: Float64Array,
  bitmap: Uint8Array,
): number {
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * rows);
  let count = 0;
  let bits = 0;
  for (let row = 0; row < rows; row++) {
    out[count] = values[row]!;
    const lower = words[2 * row]!;
    const magnitude = (words[2 * row + 1]! & 0x7fffffff) | ((lower | -lower) >>> 31);
    const present = (magnitude - 0x7ff00001) >>> 31;
    count += present;
    // The first row's bit ends up lowest.
    bits = (bits >>> 1) | (present << 7);
    if ((row & 7) === 7) {
      bitmap[row >> 3] = bits;
      bits = 0;
    }
  }
  if (rows & 7) bitmap[rows >> 3] = bits >>> (8 - (rows & 7));
  return count;
}

/** The same for integers and days; NO_DAY is the null. */
export function squeezeInts(
  values: Int32Array,
  rows: number,
  out: Int32Array,
  bitmap: Uint8Array,
): number {
  let count = 0;
  let bits = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row]!;
    out[count] = value;
    // 1 unless `value` is NO_DAY: `other` is 0 then, else it or its negative is below 0.
    const other = value ^ NO_DAY;
    const present = (other | -other) >>> 31;
    count += present;
    bits = (bits >>> 1) | (present << 7);
    if ((row & 7) === 7) {
      bitmap[row >> 3] = bits;
      bits = 0;
    }
  }
  if (rows & 7) bitmap[rows >> 3] = bits >>> (8 - (rows & 7));
  return count;
}

/**
 * The 8 bytes of a bound. Zeros compare equal, so a reader can't know which one is in the data:
 * the format wants -0 as a minimum and +0 as a maximum (parquet.thrift, "ColumnOrder").
 */
export function doubleBound(value: number, side: "min" | "max"): Uint8Array {
  const bound = value === 0 ? (side === "min" ? -0 : 0) : value;
  return new Uint8Array(Float64Array.of(bound).buffer);
}

export function intBound(value: number): Uint8Array {
  return new Uint8Array(Int32Array.of(value).buffer);
}
