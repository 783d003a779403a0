/** Which variants a table shows, and in which order. */
import type { Sweep } from "./sweep.ts";

/** The variant's number, an axis by its position, or a measure by its key. */
export type ColumnKey = number | string;

export interface Selection {
  /** Words that all have to be in a variant's settings, like `entry=N5` or `F3`. */
  readonly text: string;
  readonly column: ColumnKey;
  readonly descending: boolean;
}

export class VariantOrder {
  readonly #words: string[] = [];

  constructor(readonly sweep: Sweep) {}

  /** The positions of the variants; those without a value come last. */
  select({ text, column, descending }: Selection): Uint32Array {
    const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const found = Uint32Array.from({ length: this.sweep.count }, (_, i) => i)
      .filter((variant) => words.every((word) => this.#wordsOf(variant).includes(word)));
    const keys = this.#keys(column), sign = descending ? -1 : 1;
    return found.sort((a, b) => {
      const [x, y] = [keys[a]!, keys[b]!];
      if (x === y || (x !== x && y !== y)) return a - b;
      return x !== x ? 1 : y !== y ? -1 : sign * (x - y);
    });
  }

  #keys(column: ColumnKey): ArrayLike<number> {
    const { sweep } = this;
    if (column === "variant") return Float64Array.from({ length: sweep.count }, (_, i) => i);
    if (typeof column !== "number") return sweep.column(sweep.measure(column).values);
    const { values, column: packed } = sweep.data.axes[column]!;
    const order = values.map((_, i) => i).sort((a, b) => compare(values[a]!, values[b]!));
    const ranks = order.map(() => 0);
    order.forEach((value, rank) => ranks[value] = rank);
    return sweep.column(packed).map((code) => ranks[code]!);
  }

  #wordsOf(variant: number): string {
    return this.#words[variant] ??= ` ${
      this.sweep.data.axes
        .map(({ name }, axis) => `${name}=${this.sweep.setting(axis, variant)}`).join(" ")
    } `.toLowerCase();
  }
}

/** Numbers by size, other texts by their code points. */
function compare(a: string, b: string): number {
  const apart = Number(a) - Number(b);
  if (apart === apart && a !== "" && b !== "") return apart;
  return a < b ? -1 : a > b ? 1 : 0;
}
