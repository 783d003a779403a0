/**
 * Columns of numbers packed for a page: rounded to a fixed number of decimals, as differences from
 * row to row where that is shorter, and laid out byte plane by byte plane, which gzip likes.
 *
 * Runs in the program and in the page alike, so it uses nothing but typed arrays.
 */

/** Where a column lies in the packed bytes, and how. Plain data. */
export interface PackedColumn {
  readonly offset: number;
  readonly length: number;
  /** Bytes a value. */
  readonly width: number;
  readonly decimals: number;
  /** Whether each value is the difference from the one before. */
  readonly delta: boolean;
}

/** Code 0 is a missing value; others are zigzag-coded and shifted by one. */
const MISSING = 0;

/** Collects columns into one run of bytes. */
export class Packer {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  /**
   * Adds a column; NaN = missing. Values are rounded to `decimals`; their magnitude times
   * 10^decimals must stay below 2^31 (2^30 with `delta`). Throws a RangeError beyond.
   */
  add(values: ArrayLike<number>, decimals = 0, delta = false): PackedColumn {
    const codes = new Float64Array(values.length);
    const unit = 10 ** decimals;
    let before = 0, largest = 0;
    for (let i = 0; i < codes.length; i++) {
      const value = values[i]!;
      if (value !== value) {
        codes[i] = MISSING;
        continue;
      }
      const rounded = Math.round(value * unit);
      const step = delta ? rounded - before : rounded;
      if (delta) before = rounded;
      const code = (step < 0 ? -2 * step - 1 : 2 * step) + 1;
      codes[i] = code;
      if (code > largest) largest = code;
    }
    if (!(largest < 2 ** 32)) throw new RangeError(`Cannot pack ${largest}: too large`);
    const width = largest < 2 ** 8 ? 1 : largest < 2 ** 16 ? 2 : largest < 2 ** 24 ? 3 : 4;
    const bytes = new Uint8Array(width * codes.length);
    for (let plane = 0; plane < width; plane++) {
      const at = plane * codes.length;
      for (let i = 0; i < codes.length; i++) bytes[at + i] = codes[i]! / 2 ** (8 * plane);
    }
    const column = { offset: this.#size, length: codes.length, width, decimals, delta };
    this.#parts.push(bytes);
    this.#size += bytes.length;
    return column;
  }

  /** All columns' bytes. */
  bytes(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

/** Packs numbers of any size: infinite ones as missing, large ones with fewer decimals. */
export function addFinite(
  packer: Packer,
  values: Float64Array,
  decimals: number,
  delta: boolean,
): PackedColumn {
  const finite = new Float64Array(values.length);
  let largest = 0;
  for (let i = 0; i < finite.length; i++) {
    const x = values[i]!;
    finite[i] = x - x === 0 ? x : NaN;
    if (Math.abs(finite[i]!) > largest) largest = Math.abs(finite[i]!);
  }
  const room = largest === 0 ? decimals : Math.floor(Math.log10(2 ** 29 / largest));
  return packer.add(finite, Math.min(decimals, room), delta);
}

/** The values of a packed column; NaN = missing. */
export function unpack(bytes: Uint8Array, column: PackedColumn): Float64Array {
  const { offset, length, width, decimals, delta } = column;
  const values = new Float64Array(length);
  for (let plane = 0; plane < width; plane++) {
    const at = offset + plane * length;
    for (let i = 0; i < length; i++) values[i]! += bytes[at + i]! * 2 ** (8 * plane);
  }
  const unit = 10 ** decimals;
  let before = 0;
  for (let i = 0; i < length; i++) {
    const code = values[i]! - 1;
    if (code < 0) {
      values[i] = NaN;
      continue;
    }
    let rounded = code % 2 === 0 ? code / 2 : -(code + 1) / 2;
    if (delta) rounded = before += rounded;
    values[i] = rounded / unit;
  }
  return values;
}
