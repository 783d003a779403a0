/**
 * A reader for Thrift's compact protocol, the counterpart of thrift.ts: what Parquet's headers and
 * footers hold, without names.
 *
 * Source: "Thrift Compact protocol encoding", thrift/doc/specs/thrift-compact-protocol.md.
 */
import { WIRE } from "./thrift.ts";

/** A struct is an array by field id, a list one by position; 64-bit integers are safe ones. */
export type ThriftValue = number | boolean | Uint8Array | ThriftStruct;
export type ThriftStruct = readonly (ThriftValue | undefined)[];

/** Deeper than any of Parquet's structs. */
const DEEPEST = 16;

export class ThriftReader {
  constructor(readonly bytes: Uint8Array, public at = 0) {}

  /** The struct at hand, field by field. Throws a RangeError for what is none. */
  struct(depth = 0): ThriftStruct {
    if (depth > DEEPEST) throw new RangeError("Too deep");
    const fields: (ThriftValue | undefined)[] = [];
    for (let id = 0;;) {
      const header = this.#byte();
      if (header === 0) return fields;
      id = header >> 4 === 0 ? this.#zigzag() : id + (header >> 4);
      if (!(id >= 0 && id < 1 << 15)) throw new RangeError("No field");
      const type = header & 15;
      // A boolean field is its type.
      fields[id] = type === WIRE.true || type === WIRE.false
        ? type === WIRE.true
        : this.#value(type, depth);
    }
  }

  #value(type: number, depth: number): ThriftValue {
    switch (type) {
      case WIRE.true:
      case WIRE.false:
        return this.#byte() === WIRE.true;
      case WIRE.i8:
        return this.#byte() << 24 >> 24;
      case WIRE.i16:
      case WIRE.i32:
      case WIRE.i64:
        return this.#zigzag();
      case WIRE.double:
        return this.#blob(8);
      case WIRE.binary:
        return this.#blob(this.#varint());
      case WIRE.list:
        return this.#list(depth);
      case WIRE.struct:
        return this.struct(depth + 1);
      default:
        throw new RangeError(`No type ${type}`);
    }
  }

  #list(depth: number): ThriftStruct {
    const header = this.#byte();
    const size = header >> 4 === 15 ? this.#varint() : header >> 4;
    // An element takes a byte at least.
    if (size > this.bytes.length - this.at) throw new RangeError("Cut short");
    return Array.from({ length: size }, () => this.#value(header & 15, depth + 1));
  }

  #blob(length: number): Uint8Array {
    const end = this.at + length;
    if (!(end <= this.bytes.length)) throw new RangeError("Cut short");
    const blob = this.bytes.subarray(this.at, end);
    this.at = end;
    return blob;
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #varint(): number {
    let value = 0;
    for (let unit = 1;; unit *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * unit;
      if (byte < 128) return value;
      if (unit > Number.MAX_SAFE_INTEGER) throw new RangeError("Too large");
    }
  }

  #byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new RangeError("Cut short");
    return byte;
  }
}
