/** What a comparison of two runs finds, made of the rows its queries give. */
import type { Row } from "../database.ts";
import { compareText } from "../../base/text.ts";

/** What is different about an asset. */
export interface AssetDifference {
  readonly asset: string;
  readonly onlyInA: number;
  readonly onlyInB: number;
  /** Rows of both runs of which a cell differs. */
  readonly rows: number;
  readonly cells: number;
}

/** Two cells that differ. */
export interface CellDifference {
  readonly asset: string;
  readonly straddle: string;
  readonly date: string;
  readonly column: string;
  /** Null = missing. */
  readonly a: string | number | null;
  readonly b: string | number | null;
}

/** What one rule changed, added up over assets. */
export interface RuleDifference extends Omit<AssetDifference, "asset"> {
  readonly rule: string;
  readonly assets: number;
}

/** The rules of two runs that have not the same. */
export interface RulesDifference {
  readonly a: string;
  readonly b: string;
  readonly byRule: readonly RuleDifference[];
}

export interface Comparison {
  readonly same: boolean;
  readonly tolerance: number;
  readonly rowsInA: number;
  readonly rowsInB: number;
  readonly onlyInA: number;
  readonly onlyInB: number;
  readonly rowsThatDiffer: number;
  readonly cellsThatDiffer: number;
  readonly columnsOnlyInA: readonly string[];
  readonly columnsOnlyInB: readonly string[];
  /** Only those that differ. */
  readonly byColumn: readonly { readonly column: string; readonly cells: number }[];
  readonly byAsset: readonly AssetDifference[];
  /** The rules of the two runs, where they are not the same. */
  readonly rules?: RulesDifference;
  /** The largest first: what is missing or is no number, then by relative size. */
  readonly largest: readonly CellDifference[];
}

/** What the query says about one asset. */
interface AssetFigures extends AssetDifference {
  readonly both: number;
  /** One for each column compared. */
  readonly counts: readonly number[];
}

/** One row of the counting query. */
export function toAsset(row: Row, columns: readonly string[]): AssetFigures {
  const counts = columns.map((_, i) => Number(row[`n${i}`]));
  return {
    asset: String(row.asset),
    onlyInA: Number(row.only_a),
    onlyInB: Number(row.only_b),
    both: Number(row.both),
    rows: Number(row.rows),
    cells: sum(counts),
    counts,
  };
}

/** The totals of all assets and of `same` rows more, which both have; by column and by asset. */
export function summarize(
  assets: readonly AssetFigures[],
  columns: readonly string[],
  same: number,
) {
  const total = (pick: (asset: AssetFigures) => number) => sum(assets.map(pick));
  const onlyInA = total((asset) => asset.onlyInA);
  const onlyInB = total((asset) => asset.onlyInB);
  const both = same + total((asset) => asset.both);
  return {
    rowsInA: both + onlyInA,
    rowsInB: both + onlyInB,
    onlyInA,
    onlyInB,
    rowsThatDiffer: total(({ rows }) => rows),
    cellsThatDiffer: total(({ cells }) => cells),
    byColumn: columns.map((column, i) => ({ column, cells: total(({ counts }) => counts[i]!) }))
      .filter(({ cells }) => cells > 0),
    byAsset: assets.filter(({ onlyInA, onlyInB, cells }) => onlyInA + onlyInB + cells > 0)
      .map(({ asset, onlyInA, onlyInB, rows, cells }) => ({ asset, onlyInA, onlyInB, rows, cells }))
      .sort((x, y) => compareText(x.asset, y.asset)),
  };
}

/** A difference as DuckDB lists it; an infinite size is a text. */
interface Listed extends Omit<CellDifference, "column"> {
  readonly size: number | string;
}

/** The largest of each column's largest differences; ties go by the names of the rows. */
export function largestOf(lists: Row, columns: readonly string[], show: number): CellDifference[] {
  const all = columns.flatMap((column, i) =>
    ((lists[`t${i}`] ?? []) as Listed[]).map(({ size, asset, straddle, date, a, b }) => ({
      negated: Number(size),
      cell: { asset, straddle, date, column, a, b },
    }))
  );
  // Not by a difference of sizes: infinity less infinity is no number.
  const order = (x: number, y: number) => x < y ? -1 : x > y ? 1 : 0;
  all.sort((x, y) =>
    order(x.negated, y.negated) || compareText(x.cell.asset, y.cell.asset) ||
    compareText(x.cell.straddle, y.cell.straddle) || compareText(x.cell.date, y.cell.date)
  );
  return all.slice(0, show).map(({ cell }) => cell);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
