/** What a variant leaves: figures by part, and the daily P&L of the whole. */
import type { Figures } from "../runs/figures.ts";
import { FIGURES } from "../runs/figures.ts";
import { type EntryPnl, NO_ENTRIES } from "./entry_sums.ts";
import { SWEEP_FIGURES } from "./net_figures.ts";

/** What a part is of: everything, a class, or an asset. */
export type PartKind = "total" | "class" | "asset";

export interface VariantResult {
  /** Position among the sweep's variants, from 0. */
  readonly index: number;
  /** The whole, then the classes and the assets that have a value, in code-point order. */
  readonly parts: readonly (readonly [kind: PartKind, name: string])[];
  /** A row a part: the figures in the order of SWEEP_FIGURES; NaN = none. */
  readonly figures: Float64Array;
  /** Days of the whole and their P&L, as its figures are made of. */
  readonly day: Int32Array;
  readonly pnl: Float64Array;
  /** What is left of it after costs; without any days if nobody asked. */
  readonly net: Float64Array;
  /** P&L of the whole by month of entry. */
  readonly entered: EntryPnl;
  /** Straddles that ended in an error. */
  readonly failures: number;
  /** Why there are no figures; undefined = all went well. */
  readonly error: string | undefined;
}

/** Figures as numbers, in the order of FIGURES. */
export function figureRow(figures: Figures): number[] {
  return FIGURES.map(({ key }) => figures[key] ?? NaN);
}

export function failedResult(index: number, error: string): VariantResult {
  return {
    index,
    parts: [["total", ""]],
    figures: new Float64Array(SWEEP_FIGURES.length).fill(NaN),
    day: new Int32Array(0),
    pnl: new Float64Array(0),
    net: new Float64Array(0),
    entered: NO_ENTRIES,
    failures: 0,
    error,
  };
}
