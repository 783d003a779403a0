/** Numbers in formulas: as text, rolled forward, and agreed upon with the engine. */
import { formatDay } from "../../base/calendar.ts";
import type { Cell } from "../../output/write_table.ts";

export type Row = Readonly<Record<string, Cell>>;

/** A price as the model sees it: the last known one, and the day it is from (V-3). */
export interface Rolled {
  readonly value: number;
  readonly day: number;
}

/** The last price from the entry day to `day`; NaN = there is none. */
export function rolled(
  on: ((day: number) => number) | undefined,
  entry: number,
  day: number,
): Rolled {
  for (let d = day; on !== undefined && d >= entry; d--) {
    if (!Number.isNaN(on(d))) return { value: on(d), day: d };
  }
  return { value: NaN, day };
}

/** The engine's number, which must be what the formula gives. */
export function agreed(row: Row, name: string, formula: number): string {
  const engine = row[name];
  if (
    typeof engine !== "number" || Math.abs(formula - engine) > 1e-12 * Math.max(1, Math.abs(engine))
  ) {
    throw new Error(`the explanation and the engine disagree on ${name}: ${formula}, ${engine}`);
  }
  return exact(engine);
}

/** The hedge after a day's close: the policy's, or the model's delta. */
export function holdingOf(row: Row): [name: string, holding: Cell] {
  return "held" in row ? ["held", row.held!] : ["delta", row.delta!];
}

/** A price, and its day where that is not today. */
export function price({ value, day }: Rolled, today: number): string {
  return day === today ? exact(value) : `${exact(value)} (of ${formatDay(day)})`;
}

/** All digits. */
export function exact(value: Cell): string {
  if (value === null || Number.isNaN(value)) return "none";
  return String(Number(value));
}

/** Digits enough to check with a pocket calculator. */
export function short(value: number): string {
  return exact(Number(value.toPrecision(10)));
}
