/** What the readers of all kinds of tables give: rows of cells. */

/** A cell as its file has it: a text, a number the file calls a number, or nothing. */
export type Cell = string | number | null;

/** Some consecutive rows of a table. */
export interface Batch {
  /** The column names, of files that keep them apart; may grow from batch to batch. */
  readonly header?: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** The number of the first row: 1 = the file's first, as spreadsheets count. */
  readonly first: number;
}

/** A table that is being read. */
export interface Table {
  /** What kind it is, in words: `CSV with ";"`. */
  readonly form: string;
  readonly batches: AsyncIterable<Batch>;
  /** Whether `;` parts its cells, as where the comma is needed for decimals. */
  readonly semicolons?: boolean;
}

/** How far reading is. */
export interface Meter {
  /** So many more bytes of the file were read. */
  read(bytes: number): void;
}

/**
 * A copy of a text that keeps nothing else alive: parts of a text share its memory, so that one
 * ticker would hold a megabyte of its file.
 */
export function ownText(text: string): string {
  return decoder.decode(encoder.encode(text));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A name without blanks around it, its no-break blanks as blanks. */
export function tidy(name: string): string {
  return name.replace(/[\u00a0\u2007\u202f]/g, " ").trim();
}

/** Whether a cell holds nothing, in one of the many ways that is written. */
export function isBlank(cell: Cell | undefined): boolean {
  if (cell === null || cell === undefined || cell === "") return true;
  return typeof cell === "number" ? Number.isNaN(cell) : NOTHING.test(cell);
}

/** Whether a cell is an error of a spreadsheet: no name of anything. */
export function isError(cell: Cell): boolean {
  return typeof cell === "string" && /^\s*#(n\/a|na|value!|ref!|name\?|null!)/i.test(cell);
}

/** Blanks, `#N/A …`, the errors of spreadsheets, `N/A`, `NaN`, `null`, `none`, dashes, dots. */
const NOTHING =
  /^\s*(#(n\/a|na|value!|ref!|div\/0!|num!|name\?|null!|error).*|n\/a|n\.a\.|na|<na>|nan|nat|null|none|nil|-{1,3}|–|—|\.{1,3})?\s*$/i;
