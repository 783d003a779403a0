/**
 * A writer for Thrift's compact protocol: as much of it as Parquet's headers and footers need.
 *
 * Source: "Thrift Compact protocol encoding", thrift/doc/specs/thrift-compact-protocol.md.
 * Integers are JavaScript numbers; 64-bit ones must be safe integers (file offsets are).
 */

/** Wire types of fields and list elements. */
export const WIRE = {
  true: 1,
  false: 2,
  i8: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
};

const utf8 = new TextEncoder();

export class ThriftWriter {
  #bytes = new Uint8Array(256);
  #length = 0;
  /** The id of the last field written in each open struct; field headers hold the difference. */
  readonly #lastIds: number[] = [0];

  /** A copy of everything written so far. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  i32(id: number, value: number): this {
    this.#field(id, WIRE.i32);
    return this.#zigzag(value);
  }

  i64(id: number, value: number): this {
    this.#field(id, WIRE.i64);
    return this.#zigzag(value);
  }

  bool(id: number, value: boolean): this {
    this.#field(id, value ? WIRE.true : WIRE.false);
    return this;
  }

  binary(id: number, value: Uint8Array): this {
    this.#field(id, WIRE.binary);
    return this.#blob(value);
  }

  text(id: number, value: string): this {
    return this.binary(id, utf8.encode(value));
  }

  /** Writes a field that is a struct; `body` writes the struct's own fields. */
  struct(id: number, body: () => void): this {
    this.#field(id, WIRE.struct);
    return this.#nested(body);
  }

  /** A struct without a field header: the outermost one. */
  root(body: () => void): this {
    return this.#nested(body);
  }

  structs<T>(id: number, items: readonly T[], body: (item: T) => void): this {
    this.#listHeader(id, WIRE.struct, items.length);
    for (const item of items) this.#nested(() => body(item));
    return this;
  }

  i32s(id: number, items: readonly number[]): this {
    this.#listHeader(id, WIRE.i32, items.length);
    for (const item of items) this.#zigzag(item);
    return this;
  }

  texts(id: number, items: readonly string[]): this {
    this.#listHeader(id, WIRE.binary, items.length);
    for (const item of items) this.#blob(utf8.encode(item));
    return this;
  }

  #nested(body: () => void): this {
    this.#lastIds.push(0);
    body();
    this.#lastIds.pop();
    this.#byte(0);
    return this;
  }

  #field(id: number, type: number): void {
    const top = this.#lastIds.length - 1;
    const delta = id - (this.#lastIds[top] ?? 0);
    this.#lastIds[top] = id;
    if (delta > 0 && delta <= 15) {
      this.#byte((delta << 4) | type);
    } else {
      this.#byte(type);
      this.#zigzag(id);
    }
  }

  #listHeader(id: number, elementType: number, size: number): void {
    this.#field(id, WIRE.list);
    if (size < 15) {
      this.#byte((size << 4) | elementType);
    } else {
      this.#byte(0xf0 | elementType);
      this.#varint(size);
    }
  }

  #blob(value: Uint8Array): this {
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  #zigzag(value: number): this {
    return this.#varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  #varint(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.#byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
    return this;
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + extra));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
