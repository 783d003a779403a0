/**
 * Parquet's hybrid of run-length and bit-packed encoding, for definition levels and dictionary
 * indices. Source: parquet-format/Encodings.md, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)".
 */

/** Encodes a sequence of (value, count) stretches; one instance is reused for all columns. */
export class HybridEncoder {
  /** The encoded bytes; valid up to the length `finish` returns, until the next `start`. */
  bytes = new Uint8Array(1 << 12);
  #length = 0;
  #bitWidth = 1;
  /** Fewer rows than this go into bit-packed groups, if they aren't cheaper as a run. */
  #shortestRun = 8;
  /** The stretch being collected: equal neighbours are joined before they are written. */
  #value = 0;
  #count = 0;
  /** Values waiting for a bit-packed run. */
  #literals = new Int32Array(1 << 10);
  #literalCount = 0;

  start(bitWidth: number): void {
    this.#length = 0;
    this.#literalCount = 0;
    this.#count = 0;
    this.#bitWidth = bitWidth;
    // A run costs about two bytes more than its value; below this length packing is smaller.
    const valueBytes = (bitWidth + 7) >> 3;
    this.#shortestRun = Math.max(8, Math.ceil(8 * (2 + valueBytes) / bitWidth));
  }

  /** Adds `count` times `value` (below 2^bitWidth). */
  push(value: number, count: number): void {
    if (value === this.#value && this.#count > 0) {
      this.#count += count;
      return;
    }
    this.#place();
    this.#value = value;
    this.#count = count;
  }

  /** Ends the sequence; returns how many of `bytes` it took. */
  finish(): number {
    this.#place();
    this.#flushLiterals();
    return this.#length;
  }

  /** Writes the collected stretch as a run or hands it to the literals. */
  #place(): void {
    let count = this.#count;
    this.#count = 0;
    if (count === 0) return;
    // A bit-packed run that isn't the last must hold whole groups of 8, so fill the open one first.
    const open = this.#literalCount & 7;
    if (open !== 0) {
      const fill = Math.min(count, 8 - open);
      this.#pushLiterals(fill);
      count -= fill;
    }
    if (count < this.#shortestRun) {
      this.#pushLiterals(count);
    } else {
      this.#flushLiterals();
      this.#writeRun(count);
    }
  }

  #pushLiterals(count: number): void {
    if (this.#literalCount + count > this.#literals.length) {
      // Whole groups can go at any time; at most 7 values stay.
      this.#flushLiterals(this.#literalCount & ~7);
      if (this.#literalCount + count > this.#literals.length) {
        const larger = new Int32Array(2 * (this.#literalCount + count));
        larger.set(this.#literals.subarray(0, this.#literalCount));
        this.#literals = larger;
      }
    }
    this.#literals.fill(this.#value, this.#literalCount, this.#literalCount + count);
    this.#literalCount += count;
  }

  #writeRun(count: number): void {
    this.#reserve(16);
    this.#varint(count * 2);
    for (let bits = 0; bits < this.#bitWidth; bits += 8) {
      this.bytes[this.#length++] = (this.#value >>> bits) & 0xff;
    }
  }

  /** Packs the first `count` literals, the last group padded with zeros, and keeps the rest. */
  #flushLiterals(count = this.#literalCount): void {
    if (count === 0) return;
    const literals = this.#literals;
    const groups = (count + 7) >> 3;
    this.#reserve(8 + groups * this.#bitWidth);
    this.#varint(groups * 2 + 1);
    const bytes = this.bytes;
    const bitWidth = this.#bitWidth;
    let at = this.#length;
    let window = 0;
    let bits = 0;
    for (let i = 0; i < groups * 8; i++) {
      const value = i < count ? literals[i]! : 0;
      // The window holds fewer than 8 bits here, so widths up to 24 fit in one step.
      window |= value << bits;
      bits += bitWidth;
      while (bits >= 8) {
        bytes[at++] = window & 0xff;
        window >>>= 8;
        bits -= 8;
      }
    }
    this.#length = at;
    literals.copyWithin(0, count, this.#literalCount);
    this.#literalCount -= count;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.#length++] = rest;
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + extra));
    larger.set(this.bytes.subarray(0, this.#length));
    this.bytes = larger;
  }
}

/** Bits needed for dictionary indices; at least 1, since some readers stumble over width 0. */
export function indexBitWidth(dictionarySize: number): number {
  return Math.max(1, 32 - Math.clz32(Math.max(0, dictionarySize - 1)));
}
