/** A book as a workbook: its days, its rows by asset and day, and where it comes from. */
import { bookChunks, type BookSums } from "../book/write.ts";
import { rowCells } from "../output/cells.ts";
import type { ColumnSpec } from "../output/chunk.ts";
import type { Destination } from "../output/destination.ts";
import { requireSheets, writeWorkbook } from "../output/workbook.ts";
import type { Cell } from "../output/write_table.ts";
import { BOOK_COLUMNS } from "../runs/book_columns.ts";
import type { RunFacts } from "../runs/facts.ts";
import { DENOMINATOR } from "../runs/figures.ts";
import { aboutFacts } from "./provenance.ts";

/** Of the whole book: sums of its assets by day. */
const DAY_COLUMNS = [
  ...["date", "live", "weight", "exposure", "mv", "opnl", "hpnl", "pnl"],
  ...["cost_option", "cost_hedge", "net", "pnl_money", "net_money"],
];

/** Throws a usage error for a book that no spreadsheet holds. */
export function requireBookRoom({ run }: BookSums, destination: Destination): void {
  const count = run.assetDays.reduce((sum, { day }) => sum + day.length, 0);
  requireSheets([{ columns: BOOK_COLUMNS, count }], destination);
}

/** `run` is its name. Throws as `writeWorkbook` does. */
export async function writeBookSheets(
  run: string,
  book: BookSums,
  facts: RunFacts,
  destination: Destination,
): Promise<void> {
  const about = [
    ["Run", run],
    ...aboutFacts(facts),
    ["Shares are of", DENOMINATOR.book.split(",")[0]!],
  ] as const;
  const rows: Cell[][] = [];
  const sheet = { name: "book", columns: BOOK_COLUMNS, rows };
  // Columns that are chosen are those of the book's rows.
  const chosen = destination.options.columns !== undefined;
  for await (const chunk of bookChunks(book)) rows.push(...rowCells(chunk));
  const days = { name: "days", ...daysOf(rows) };
  const workbook = { sheet: "book", about };
  await writeWorkbook(chosen ? [sheet] : [days, sheet], { ...destination, workbook });
}

/** Sums over the assets; unknown P&L counts as none, as it does in figures. */
function daysOf(rows: readonly (readonly Cell[])[]): {
  readonly columns: ColumnSpec[];
  readonly rows: Cell[][];
} {
  const columns = DAY_COLUMNS.map((name) => BOOK_COLUMNS.find((column) => column.name === name)!);
  const places = columns.map((column) => BOOK_COLUMNS.indexOf(column));
  const days = new Map<number, number[]>();
  for (const cells of rows) {
    const day = cells[places[0]!] as number;
    let sums = days.get(day);
    if (sums === undefined) days.set(day, sums = places.map((_, i) => i === 0 ? day : 0));
    for (let i = 1; i < places.length; i++) sums[i]! += Number(cells[places[i]!] ?? 0);
  }
  return { columns, rows: [...days.values()].sort(([a], [b]) => a! - b!) };
}
