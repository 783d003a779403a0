/** Codes by the bits of numbers, so that -0 is not 0: an open hash table in typed arrays. */
export class NumberTable {
  /** The bits of the number in slot i are `#bits[2 * i]` and the next; it is free if its code is -1. */
  #bits = new Int32Array(1 << 9);
  #codes = new Int32Array(1 << 8).fill(-1);
  readonly #number = new Float64Array(1);
  readonly #words = new Int32Array(this.#number.buffer);

  /** Empties the table and makes room for `count` numbers. */
  clear(count: number): void {
    if (this.#codes.length < 2 * count) {
      // A power of two, at least twice as many slots as numbers.
      const slots = 1 << (33 - Math.clz32(count));
      this.#bits = new Int32Array(2 * slots);
      this.#codes = new Int32Array(slots);
    }
    this.#codes.fill(-1);
  }

  /** The code of a number; `next`, which it has from now on, if it had none. */
  codeOf(value: number, next: number): number {
    this.#number[0] = value;
    const low = this.#words[0]!;
    const high = this.#words[1]!;
    const last = this.#codes.length - 1;
    let slot = mix(low, high) & last;
    for (;;) {
      const code = this.#codes[slot]!;
      if (code < 0) break;
      if (this.#bits[2 * slot] === low && this.#bits[2 * slot + 1] === high) return code;
      slot = (slot + 1) & last;
    }
    this.#bits[2 * slot] = low;
    this.#bits[2 * slot + 1] = high;
    this.#codes[slot] = next;
    return next;
  }
}

/** Spreads the bits of a number over the low bits of the result. */
function mix(low: number, high: number): number {
  const product = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  return product ^ (product >>> 15);
}
