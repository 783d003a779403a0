/** What a topic's table is made of (topics.ts lists them). */
import type { FigureKind } from "../figures.ts";
import type { StraddleRows, Stretch } from "./straddle_rows.ts";

/** A column of a topic's table. */
export interface TopicColumn {
  readonly name: string;
  readonly kind: FigureKind | "text";
  /** What it is, with the formula and its source. */
  readonly meaning: string;
}

export function column(
  name: string,
  kind: TopicColumn["kind"],
  meaning: string,
): TopicColumn {
  return { name, kind, meaning };
}

/** Adds up one part. */
export interface TopicTally {
  /** Adds some days of a straddle. */
  add(rows: StraddleRows, days: Stretch, weight: number): void;
  /** Lines of cells in the order of the topic's columns; null = undefined. */
  lines(): readonly (readonly (number | string | null)[])[];
}
