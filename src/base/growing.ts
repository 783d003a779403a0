/**
 * Columns whose length is not known before. A list of numbers boxes doubles as it grows, and takes
 * several times the room. There is a class a type, for what sees both types boxes them, too.
 */

const FIRST = 1024;

export class GrowingInts {
  #values = new Int32Array(FIRST);
  #count = 0;

  push(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Int32Array(2 * this.#count);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
  }

  take(): Int32Array<ArrayBuffer> {
    return this.#values.slice(0, this.#count);
  }
}

export class GrowingDoubles {
  #values = new Float64Array(FIRST);
  #count = 0;

  push(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(2 * this.#count);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
  }

  take(): Float64Array<ArrayBuffer> {
    return this.#values.slice(0, this.#count);
  }
}
