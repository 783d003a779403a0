/**
 * The counterpart of hybrid.ts. Source: parquet-format/Encodings.md, "Run Length Encoding /
 * Bit-Packing Hybrid (RLE = 3)".
 */

/**
 * Decodes values of `bitWidth` bits from `bytes` into all of `out`; gives the value that all of them
 * have if they are one run. Throws a RangeError for what is no such thing.
 */
export function decodeHybrid(
  bytes: Uint8Array,
  bitWidth: number,
  out: Int32Array,
): number | undefined {
  if (!(bitWidth <= 24)) throw new RangeError("Too wide");
  const valueBytes = (bitWidth + 7) >> 3, mask = 2 ** bitWidth - 1;
  let at = 0;
  for (let row = 0; row < out.length;) {
    let header = 0;
    for (let unit = 1;; unit *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError("Cut short");
      header += (byte & 127) * unit;
      if (byte < 128) break;
    }
    const size = Math.floor(header / 2);
    if (header % 2 === 0) {
      let value = 0;
      for (let i = 0; i < valueBytes; i++) value += bytes[at++]! << (8 * i);
      if (size === 0 || at > bytes.length) throw new RangeError("Cut short");
      const end = Math.min(row + size, out.length);
      out.fill(value, row, end);
      if (row === 0 && end === out.length) return value;
      row = end;
    } else {
      const end = Math.min(row + 8 * size, out.length);
      if (size === 0 || at + Math.ceil(bitWidth * (end - row) / 8) > bytes.length) {
        throw new RangeError("Cut short");
      }
      let bits = 0, held = 0, from = at;
      for (; row < end; row++) {
        while (held < bitWidth) {
          bits |= bytes[from++]! << held;
          held += 8;
        }
        out[row] = bits & mask;
        bits >>>= bitWidth;
        held -= bitWidth;
      }
      at += bitWidth * size;
    }
  }
  return undefined;
}
