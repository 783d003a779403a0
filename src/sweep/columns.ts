/** The table of a sweep: rows of figures, a row a part of a variant, then rows of days and of months. */
import { firstDayOfMonth } from "../base/calendar.ts";
import type { FigureKind } from "../runs/figures.ts";
import type { Chunk, Column, ColumnSpec, ColumnType } from "../output/chunk.ts";
import { NO_DAY } from "../output/chunk.ts";
import type { SweepIdentity } from "./identity.ts";
import { SWEEP_FIGURES } from "./net_figures.ts";
import type { VariantResult } from "./result.ts";

/** The columns before the settings, and those behind them. */
const FIRST = ["variant", "part", "name"] as const;
const LAST = ["failures", "error"] as const;

/** Names of columns, which nothing that varies may have. */
export const FIXED_COLUMNS: readonly string[] = [
  ...FIRST,
  "date",
  ...SWEEP_FIGURES.map(({ column }) => column),
  ...LAST,
];

export function sweepColumns(names: readonly string[]): ColumnSpec[] {
  const column = (name: string, type: ColumnType): ColumnSpec => ({ name, type, missing: "–" });
  return [
    column("variant", "int"),
    column("part", "text"),
    column("name", "text"),
    ...names.map((name) => column(name, "text")),
    column("date", "date"),
    ...SWEEP_FIGURES.map(({ column: name, kind }) => column(name, typeOf(kind))),
    column("failures", "int"),
    column("error", "text"),
  ];
}

function typeOf(kind: FigureKind): ColumnType {
  return kind === "day" ? "date" : kind === "count" ? "int" : "double";
}

/** The figures of some variants. */
export function figureChunk(
  { names, rows }: SweepIdentity,
  results: readonly VariantResult[],
): Chunk {
  const sizes = results.map(({ parts }) => parts.length);
  const count = sizes.reduce((n, size) => n + size, 0);
  const parts = results.flatMap((result) => result.parts);
  const each = (cell: (result: VariantResult, part: number) => number) =>
    results.flatMap((result) => result.parts.map((_, part) => cell(result, part)));
  const figures = SWEEP_FIGURES.map(({ kind }, k): Column => {
    const values = each(({ figures }, part) => figures[part * SWEEP_FIGURES.length + k]!);
    // As those of costs are, if nobody asked for them.
    if (values.every(Number.isNaN)) return missing(typeOf(kind), count);
    return {
      kind: "plain",
      values: kind === "day" || kind === "count"
        ? Int32Array.from(values, (x) => Number.isNaN(x) ? NO_DAY : x)
        : Float64Array.from(values),
    };
  });
  return {
    rows: count,
    columns: [
      ids(results, sizes),
      texts(parts.map(([kind]) => kind)),
      texts(parts.map(([kind, name]) => kind === "total" ? null : name)),
      ...settings(names, rows, results, sizes),
      missing("date", count),
      ...figures,
      {
        kind: "plain",
        values: Int32Array.from(each(({ failures }, part) => part === 0 ? failures : NO_DAY)),
      },
      texts(results.flatMap((result) => result.parts.map((_, i) => i === 0 ? result.error : null))),
    ],
  };
}

/** The daily P&L of some variants. */
export function dayChunk(identity: SweepIdentity, results: readonly VariantResult[]): Chunk {
  return pnlChunk("day", identity, results, results);
}

/** The P&L of some variants by month of entry, each at its first day. */
export function entryChunk(identity: SweepIdentity, results: readonly VariantResult[]): Chunk {
  const series = results.map(({ entered: { month, pnl } }) => ({
    day: month.map(firstDayOfMonth),
    pnl,
  }));
  return pnlChunk("entry", identity, results, series);
}

function pnlChunk(
  kind: "day" | "entry",
  { names, rows }: SweepIdentity,
  results: readonly VariantResult[],
  series: readonly (Pick<VariantResult, "day" | "pnl"> & { readonly net?: Float64Array })[],
): Chunk {
  const sizes = series.map(({ day }) => day.length);
  const count = sizes.reduce((n, size) => n + size, 0);
  const date = new Int32Array(count), pnl = new Float64Array(count);
  const hasNet = series.some(({ net }) => net !== undefined && net.length > 0);
  const net = new Float64Array(hasNet ? count : 0);
  let at = 0;
  for (const result of series) {
    date.set(result.day, at);
    pnl.set(result.pnl, at);
    if (hasNet) net.set(result.net!, at);
    at += result.day.length;
  }
  return {
    rows: count,
    columns: [
      ids(results, sizes),
      runs([kind], [0], [count]),
      missing("text", count),
      ...settings(names, rows, results, sizes),
      { kind: "plain", values: date },
      ...SWEEP_FIGURES.map(({ column, kind }): Column =>
        column === "pnl"
          ? { kind: "plain", values: pnl }
          : column === "net" && hasNet
          ? { kind: "plain", values: net }
          : missing(typeOf(kind), count)
      ),
      missing("int", count),
      missing("text", count),
    ],
  };
}

function ids(results: readonly VariantResult[], sizes: readonly number[]): Column {
  return runs(
    Int32Array.from(results, ({ index }) => index + 1),
    results.map((_, i) => i),
    sizes,
  );
}

function settings(
  names: readonly string[],
  rows: SweepIdentity["rows"],
  results: readonly VariantResult[],
  sizes: readonly number[],
): Column[] {
  return names.map((_, k) => {
    const values = results.map(({ index }) => rows[index]![k]!);
    return runs(values, values.map((value, i) => value === "" ? -1 : i), sizes);
  });
}

/** Stretches of `sizes` rows; empty ones are left out. */
function runs(
  dictionary: readonly string[] | Int32Array,
  codes: readonly number[],
  sizes: readonly number[],
): Column {
  const kept = codes.map((code, i) => ({ code, size: sizes[i]! })).filter(({ size }) => size > 0);
  let end = 0;
  return {
    kind: "runs",
    dictionary,
    dictionarySize: dictionary.length,
    codes: Int32Array.from(kept, ({ code }) => code),
    ends: Int32Array.from(kept, ({ size }) => end += size),
    runs: kept.length,
  };
}

function texts(cells: readonly (string | null | undefined)[]): Column {
  return runs(
    cells.map((cell) => cell ?? ""),
    cells.map((cell, i) => cell === null || cell === undefined ? -1 : i),
    cells.map(() => 1),
  );
}

function missing(type: ColumnType, rows: number): Column {
  const dictionary = type === "text"
    ? []
    : type === "double"
    ? new Float64Array(0)
    : new Int32Array(0);
  return {
    kind: "runs",
    dictionary,
    dictionarySize: 0,
    codes: Int32Array.of(-1),
    ends: Int32Array.of(rows),
    runs: 1,
  };
}
