/** Excel workbooks (.xlsx), one sheet of them. */
import { formatDay } from "../../base/calendar.ts";
import { inputError, StraddleError } from "../../base/errors.ts";
import { didYouMean } from "../../base/suggest.ts";
import type { Cell, Table } from "./cell.ts";

type SheetCell = string | number | boolean | Date | null;

/**
 * The rows of the first sheet, or of the one with the given name or number (from 1). Cells that are
 * formatted as days are days, in the workbook's own date system. Throws exit-3 errors.
 */
export async function xlsxTable(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  sheet: string | undefined,
): Promise<Table> {
  const { readSheet, SheetNotFoundError } = await import("read-excel-file/universal");
  const read = async (which: string | number) =>
    await readSheet(bytes.buffer, which, { trim: false }) as unknown as SheetCell[][];
  let rows: SheetCell[][];
  try {
    rows = await read(sheet ?? 1).catch((error) => {
      if (!(error instanceof SheetNotFoundError) || sheet === undefined) throw error;
      // The types leave out the names it carries.
      const { sheets } = error as unknown as { readonly sheets: readonly string[] };
      return read(likeSheet(path, sheet, sheets));
    });
  } catch (error) {
    if (error instanceof StraddleError) throw error;
    const reason = error instanceof Error ? error.message.split("\n")[0]! : String(error);
    throw inputError(
      `Cannot read "${path}": it is no Excel workbook that can be read (${reason}); save the ` +
        "sheet as CSV",
    );
  }
  return {
    form: `workbook, sheet ${sheet === undefined ? 1 : `"${sheet}"`}`,
    batches: (async function* () {
      if (rows.length > 0) yield { rows: rows.map((row) => row.map(toCell)), first: 1 };
    })(),
  };
}

/** The sheet with the name in other letter case, or with the number. */
function likeSheet(path: string, sheet: string, names: readonly string[]): string | number {
  const wanted = sheet.trim().toLowerCase();
  const like = names.find((name) => name.trim().toLowerCase() === wanted);
  if (like !== undefined) return like;
  const number = /^\d{1,4}$/.test(sheet) ? Number(sheet) : 0;
  if (number >= 1 && number <= names.length) return number;
  const found = names.map((name) => `"${name}"`).join(", ");
  throw inputError(
    `Cannot read "${path}": no sheet "${sheet}" (found ${found})${didYouMean(sheet, names)}`,
  );
}

const MS_A_DAY = 86_400_000;

function toCell(cell: SheetCell): Cell {
  // An empty cell of a sheet is an empty text, as in its CSV.
  if (cell === null) return "";
  if (!(cell instanceof Date)) return typeof cell === "boolean" ? String(cell) : cell;
  const ms = cell.getTime();
  const day = Math.floor(ms / MS_A_DAY);
  const text = formatDay(day);
  return ms === day * MS_A_DAY ? text : `${text}${cell.toISOString().slice(10, 19)}`;
}
