/**
 * Definition levels of plain columns: which rows have a value. Nothing repeats or nests in our
 * tables, so a level is one bit, 1 = value, 0 = null.
 */

/** Eight or more bytes (64 rows) alike are worth a run of their own. */
const SHORTEST_RUN = 8;

/**
 * Encodes a bitmap (row 0 = lowest bit of byte 0; bits past `rows` are 0) in Parquet's RLE /
 * bit-packing hybrid at `out[at]`; returns the position after it. A bit-packed run of width 1 is
 * the bitmap itself. `out` must have `levelsBound(rows)` bytes free.
 */
export function encodeBitmap(bitmap: Uint8Array, rows: number, out: Uint8Array, at: number) {
  const size = (rows + 7) >> 3;
  const wholeBytes = rows >> 3;
  let packedFrom = 0;
  let i = 0;
  while (i < size) {
    const byte = bitmap[i]!;
    let end = i + 1;
    if (byte === 0 || byte === 0xff) {
      while (end < wholeBytes && bitmap[end] === byte) end++;
      if (end - i >= SHORTEST_RUN) {
        at = packBytes(bitmap, packedFrom, i, out, at);
        at = writeVarint((end - i) * 8 * 2, out, at);
        out[at++] = byte & 1;
        packedFrom = end;
      }
    }
    i = end;
  }
  return packBytes(bitmap, packedFrom, size, out, at);
}

/** The levels of a column without nulls: one run. Returns the position after it. */
export function encodeAllPresent(rows: number, out: Uint8Array, at: number) {
  at = writeVarint(rows * 2, out, at);
  out[at++] = 1;
  return at;
}

/** Most bytes the levels of so many rows can take. */
export function levelsBound(rows: number): number {
  // The bitmap, and for every run of its own (at least 8 bytes) two headers and a value.
  return 32 + 3 * (rows >> 3);
}

function packBytes(bitmap: Uint8Array, from: number, to: number, out: Uint8Array, at: number) {
  if (from === to) return at;
  at = writeVarint((to - from) * 2 + 1, out, at);
  for (let i = from; i < to; i++) out[at++] = bitmap[i]!;
  return at;
}

function writeVarint(value: number, out: Uint8Array, at: number): number {
  while (value >= 0x80) {
    out[at++] = (value & 0x7f) | 0x80;
    value = Math.floor(value / 0x80);
  }
  out[at++] = value;
  return at;
}
