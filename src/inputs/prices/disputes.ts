/**
 * Days for which price files hold several values (D-30). With stamps the day's last counts; of rows
 * with one stamp the last, files in the order given and rows in file order.
 *
 * Clean data pays nothing: rows come without stamp and place, and in any order. Only when two values
 * differ are they read once more, with both.
 */
import "../../base/duckdb/library.ts";
import type duckdb from "@duckdb/node-bindings";
import { freeMemory } from "../../base/buffers.ts";
import { formatDay } from "../../base/calendar.ts";
import { doubles, ints } from "../../base/duckdb/columns.ts";
import { inputError } from "../../base/errors.ts";
import type { PriceReading } from "./reading.ts";

/** The days with several values, by their slots. */
export class Disputes {
  /** 1 = disputed; made when the first is. */
  #mask: Uint8Array<ArrayBuffer> | undefined;
  #count = 0;

  constructor(readonly slots: number) {}

  get any(): boolean {
    return this.#count > 0;
  }

  add(slot: number): void {
    const mask = this.#mask ??= new Uint8Array(this.slots);
    this.#count += 1 - mask[slot]!;
    mask[slot] = 1;
  }

  /** What takes their rows, with stamp and place, to settle them. */
  settlement(): Settlement {
    const mask = this.#mask!;
    const slots = new Int32Array(this.#count);
    for (let slot = 0, i = 0; i < slots.length; slot++) if (mask[slot] === 1) slots[i++] = slot;
    return new Settlement(mask, slots);
  }
}

/** A day's price, and what was there beside it. */
export interface Settled {
  readonly slot: number;
  readonly value: number;
  /** Another value of the same stamp; NaN = none: the others are of earlier stamps. */
  readonly rival: number;
}

class Settlement {
  readonly #times: Float64Array<ArrayBuffer>;
  readonly #places: Float64Array<ArrayBuffer>;
  readonly #values: Float64Array<ArrayBuffer>;
  readonly #rivals: Float64Array<ArrayBuffer>;

  constructor(readonly mask: Uint8Array<ArrayBuffer>, readonly slots: Int32Array<ArrayBuffer>) {
    this.#times = new Float64Array(slots.length).fill(-Infinity);
    this.#places = new Float64Array(slots.length);
    this.#values = new Float64Array(slots.length);
    this.#rivals = new Float64Array(slots.length);
  }

  /** A chunk of (slot, value, time of day, place); rows of other days are passed over. */
  take(chunk: duckdb.DataChunk): void {
    const slots = ints(chunk, 0);
    const [values, times, places] = [1, 2, 3].map((column) => doubles(chunk, column));
    for (let i = 0; i < slots.length; i++) {
      if (this.mask[slots[i]!] === 0) continue;
      const value = values![i]!;
      if (value - value === 0) this.#weigh(this.#find(slots[i]!), value, times![i]!, places![i]!);
    }
    [slots, values!, times!, places!].forEach(freeMemory);
  }

  #weigh(at: number, value: number, time: number, place: number): void {
    if (time < this.#times[at]!) return;
    const before = this.#values[at]!;
    const isLater = time > this.#times[at]!;
    if (isLater) this.#rivals[at] = NaN;
    else if (place < this.#places[at]!) {
      if (value !== before) this.#rivals[at] = value;
      return;
    } else if (value !== before) this.#rivals[at] = before;
    this.#times[at] = time;
    this.#places[at] = place;
    this.#values[at] = value;
  }

  #find(slot: number): number {
    let low = 0, high = this.slots.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.slots[middle]! <= slot) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  *settled(): Iterable<Settled> {
    for (const [i, slot] of this.slots.entries()) {
      yield { slot, value: this.#values[i]!, rival: this.#rivals[i]! };
    }
  }
}

/** The price of a day whose rows contradict each other. Throws an exit-3 error where none may. */
export function choose(
  { value, rival }: Settled,
  { duplicates = "last" }: PriceReading,
  series: { readonly ticker: string; readonly field: string },
  day: number,
): number {
  if (duplicates === "last") return value;
  if (duplicates === "missing") return NaN;
  throw inputError(
    `Cannot tell the price of "${series.ticker}" "${series.field}" on ${formatDay(day)}: the ` +
      `files hold ${rival} and ${value}; correct them, or take the last row with --duplicates last`,
  );
}
