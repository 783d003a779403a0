/**
 * Excel workbooks (.xlsx): tables that fit in memory, one on a sheet, with real days, number formats
 * and a header that stays, and a last sheet that says where they come from. The numbers are whole; a
 * format only rounds what is seen.
 */
import type { SheetData } from "write-excel-file/node";
import { usageError } from "../base/errors.ts";
import { requireUnchanged } from "../base/ledger.ts";
import { escapeUnsafe } from "../base/text.ts";
import { grouped } from "../base/wording.ts";
import { positionsOf } from "./choose_columns.ts";
import { type Cell, type ColumnSpec, NO_DAY } from "./chunk.ts";
import type { Destination } from "./destination.ts";
import { ClosedPipe, createFile, openAppender } from "./sink.ts";
import { withoutTimes } from "./zip_times.ts";

/** A table on a sheet of its own. */
export interface Sheet {
  /** At most 31 characters, without []:*?/\. */
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  readonly rows: Iterable<readonly Cell[]>;
  /** How many rows there are, where that is known before; what is too much is refused at once. */
  readonly count?: number;
}

/** Throws as {@link writeWorkbook} for what is known to be too much, before it is made. */
export function requireSheets(
  sheets: readonly Pick<Sheet, "count" | "columns">[],
  { options: { columns: chosen } }: Pick<Destination, "options">,
): void {
  for (const { count, columns } of sheets) {
    requireRoom(count ?? 0, chosen?.length ?? columns.length);
  }
}

/** Rows of a sheet, its header included. */
const SHEET_ROWS = 1_048_576;
/** Cells take half a kilobyte of memory each until the file is packed. */
const MOST_CELLS = 2_500_000;

/**
 * Writes the sheets and the `about` lines of the destination; of a single sheet only the chosen
 * columns. Throws usage errors for more rows than a sheet holds or more cells than memory does, and
 * as `writeTable` does.
 */
export async function writeWorkbook(
  sheets: readonly Sheet[],
  { output, options, workbook }: Destination,
): Promise<void> {
  requireSheets(sheets, { options });
  const { default: writeExcelFile } = await import("write-excel-file/node");
  const pages = sheets.map((sheet) => page(sheet, options.columns));
  const about = workbook?.about ?? [];
  if (about.length > 0) {
    const rows: SheetData = about.map(([what, is]) => [text(what), text(is)]);
    pages.push({ sheet: "provenance", data: rows, columns: [{ width: 28 }, { width: 80 }] });
  }
  const bytes = withoutTimes(await writeExcelFile(pages).toBuffer());
  requireUnchanged();
  const file = output === undefined ? undefined : createFile(output);
  try {
    const appender = openAppender(file?.path, output ?? "standard output");
    await appender.write(bytes);
    appender.close();
    await file?.commit();
  } catch (error) {
    file?.discard();
    if (!(error instanceof ClosedPipe)) throw error;
  }
}

/** A sheet as the library takes it. */
interface Page {
  readonly sheet: string;
  readonly data: SheetData;
  readonly columns: { readonly width: number }[];
  readonly stickyRowsCount?: number;
}

function page({ name, columns, rows }: Sheet, chosen: readonly string[] | undefined): Page {
  const names = columns.map(({ name }) => name);
  const places = chosen === undefined ? columns.map((_, i) => i) : positionsOf(chosen, names);
  const specs = places.map((place) => columns[place]!);
  const data: SheetData = [specs.map(({ name }) => ({ ...text(name), fontWeight: "bold" }))];
  const widths = specs.map(({ name }) => name.length);
  for (const cells of rows) {
    if (data.length % CHECKED_ROWS === 0) requireRoom(data.length, specs.length);
    data.push(specs.map((spec, i) => {
      const cell = cells[places[i]!]!;
      if (typeof cell === "string") widths[i] = Math.max(widths[i]!, cell.length);
      return toCell(spec, cell);
    }));
  }
  requireRoom(data.length - 1, specs.length);
  return {
    sheet: name,
    data,
    stickyRowsCount: 1,
    columns: widths.map((width) => ({ width: Math.min(WIDEST, Math.max(NARROWEST, width + 2)) })),
  };
}

const CHECKED_ROWS = 10_000;
const NARROWEST = 11, WIDEST = 60;

function requireRoom(rows: number, columns: number): void {
  const way = "write parquet or csv, or a run of fewer assets or years";
  if (rows >= SHEET_ROWS) {
    throw usageError(
      `Cannot write ${grouped(rows)} rows into a spreadsheet, which holds ${grouped(SHEET_ROWS)} ` +
        `with its header: ${way}`,
    );
  }
  if (rows * columns <= MOST_CELLS) return;
  throw usageError(
    `Cannot write ${grouped(rows)} rows of ${columns} columns into a spreadsheet: more than ` +
      `${grouped(MOST_CELLS)} cells take more memory than a laptop spares; ${way}, or --columns`,
  );
}

/** Days from 1970-01-01 as spreadsheets count them, from 1899-12-30. */
const FIRST_DAY = 25_569;

function toCell({ type, look }: ColumnSpec, cell: Cell) {
  if (cell === null) return null;
  if (typeof cell === "string") return text(cell);
  // A spreadsheet has no infinite numbers.
  if (!Number.isFinite(cell) || (type !== "double" && cell === NO_DAY)) return null;
  if (type === "date") return { value: cell + FIRST_DAY, type: Number, format: "yyyy-mm-dd" };
  return { value: cell, type: Number, format: FORMATS[look?.cell ?? type] ?? "General" };
}

/** Number formats by what a column holds. */
const FORMATS: Readonly<Record<string, string>> = {
  share: "0.000%",
  money: "#,##0",
  int: "#,##0",
  double: "0.00####",
};

/** Text that never is a formula, without what XML cannot hold. */
function text(value: string) {
  return { value: escapeUnsafe(value), type: String };
}
