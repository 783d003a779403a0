/** The sweep that the page shows: its data, with columns unpacked once when first asked for. */
import { type PackedColumn, unpack } from "../packed.ts";
import type { SweepMeasure, SweepPageData } from "../sweep_data.ts";

export interface Curve {
  readonly day: Float64Array;
  readonly pnl: Float64Array;
}

export class Sweep {
  readonly #bytes: Uint8Array;
  readonly #columns = new Map<PackedColumn, Float64Array>();
  #curves: ReadonlyMap<number, Curve> | undefined;

  constructor(readonly data: SweepPageData, bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get count(): number {
    return this.data.variants;
  }

  column(packed: PackedColumn): Float64Array {
    let values = this.#columns.get(packed);
    if (!values) this.#columns.set(packed, values = unpack(this.#bytes, packed));
    return values;
  }

  measure(key: SweepMeasure["key"]): SweepMeasure {
    return this.data.measures.find((measure) => measure.key === key)!;
  }

  /** A measure of a variant; NaN = it has none. */
  value({ values }: SweepMeasure, variant: number): number {
    return this.column(values)[variant]!;
  }

  setting(axis: number, variant: number): string {
    const { values, column } = this.data.axes[axis]!;
    return values[this.column(column)[variant]!]!;
  }

  /** `entry N5, expiry F3`; the base's own where nothing is set. */
  label(variant: number): string {
    const words = this.data.axes.flatMap(({ name }, axis) => {
      const value = this.setting(axis, variant);
      return value === "" ? [] : [`${name} ${value}`];
    });
    return words.length === 0 ? "as the base" : words.join(", ");
  }

  /** The cumulative P&L of a variant; undefined where the page had no room for it. */
  curve(variant: number): Curve | undefined {
    this.#curves ??= this.#readCurves();
    return this.#curves.get(variant);
  }

  #readCurves(): Map<number, Curve> {
    const { curves } = this.data;
    const variant = this.column(curves.variant), length = this.column(curves.length);
    const day = this.column(curves.day), pnl = this.column(curves.pnl);
    const found = new Map<number, Curve>();
    let from = 0;
    variant.forEach((id, i) => {
      const to = from + length[i]!;
      found.set(id, { day: day.subarray(from, to), pnl: pnl.subarray(from, to) });
      from = to;
    });
    return found;
  }
}

/** What a value of an axis is called: nothing set is the base's. */
export function valueName(value: string): string {
  return value === "" ? "(base)" : value;
}
