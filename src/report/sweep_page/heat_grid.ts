/** The grid of a heat map: variants by two axes, and in each cell a variant that stands for it. */
import type { Sweep } from "./sweep.ts";
import { valueName } from "./sweep.ts";

/** More rows or columns than can be told apart are put together. */
export const MOST = 40;

/** Values of an axis, put together where there are too many, in order. */
export interface Buckets {
  readonly names: readonly string[];
  /** The bucket by position among the axis's values. */
  readonly of: readonly number[];
}

/** Numbers rise, and beyond `MOST` of them share bins of equally many; texts stay as they come. */
export function bucketsOf(values: readonly string[]): Buckets {
  const numeric = values.every((value) => value !== "" && Number.isFinite(Number(value)));
  const order = values.map((_, i) => i);
  if (numeric) order.sort((a, b) => Number(values[a]) - Number(values[b]));
  const of = Array<number>(values.length).fill(0);
  const count = Math.min(values.length, MOST);
  order.forEach((value, rank) => {
    of[value] = numeric ? Math.floor(rank * count / values.length) : Math.min(rank, MOST - 1);
  });
  const names = Array.from({ length: count }, (_, bucket) => {
    const own = order.filter((value) => of[value] === bucket).map((value) =>
      valueName(values[value]!)
    );
    if (own.length === 1) return own[0]!;
    return numeric ? `${own[0]} to ${own.at(-1)}` : `${own.length} others`;
  });
  return { names, of };
}

/** Which of a cell's variants stands for it. */
export const CHOICES = ["best", "median", "worst"] as const;
export type Choice = (typeof CHOICES)[number];

export interface Grid {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row by row; variant -1 = no variant there with a value. */
  readonly cells: readonly {
    readonly variant: number;
    readonly value: number;
    readonly of: number;
  }[];
}

export interface GridSpec {
  readonly across: number;
  /** -1 = a single row. */
  readonly down: number;
  readonly values: Float64Array;
  readonly less: boolean;
  readonly choice: Choice;
}

export function gridOf(sweep: Sweep, { across, down, values, less, choice }: GridSpec): Grid {
  const axis = (at: number) => {
    if (at < 0) return { names: ["all"], bucketOf: () => 0 };
    const { values, column } = sweep.data.axes[at]!;
    const { names, of } = bucketsOf(values), codes = sweep.column(column);
    return { names, bucketOf: (variant: number) => of[codes[variant]!]! };
  };
  const x = axis(across), y = axis(down);
  const members: number[][] = Array.from({ length: x.names.length * y.names.length }, () => []);
  for (let variant = 0; variant < values.length; variant++) {
    if (Number.isNaN(values[variant])) continue;
    members[y.bucketOf(variant) * x.names.length + x.bucketOf(variant)]!.push(variant);
  }
  const sign = less ? 1 : -1;
  const cells = members.map((own) => {
    if (own.length === 0) return { variant: -1, value: NaN, of: 0 };
    const ranked = own.sort((a, b) => sign * (values[a]! - values[b]!) || a - b);
    const at = choice === "best" ? 0 : choice === "worst" ? own.length - 1 : (own.length - 1) >> 1;
    const variant = ranked[at]!;
    return { variant, value: values[variant]!, of: own.length };
  });
  return { rows: y.names, columns: x.names, cells };
}
