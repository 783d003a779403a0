/** How a run's file is read in SQL: built of known column names only, never of paths or values. */
import { backtestColumns, hedgeColumns } from "../engine/columns.ts";
import { ADDED_COLUMNS } from "../engine/switches.ts";
import { BOOK_NUMBERS, bookFault, isBook } from "./book_columns.ts";

/** What a column of a run holds. */
export type RunColumnType = "text" | "date" | "number";

/** How a run's file is read. */
export type RunFormat = "parquet" | "csv" | "tsv" | "json" | "ndjson";

/** A run, as SQL sees it. */
export interface RunSource {
  readonly columns: readonly string[];
  /** In the order of the rows. */
  readonly parts: readonly RunPart[];
}

/** Files of a run that are read alike. */
export interface RunPart {
  readonly format: RunFormat;
  /** The DuckDB variable that holds the files' paths. */
  readonly variable: string;
  /** As the files have them, in any letter case; empty = those of the run. */
  readonly columns: readonly string[];
  /** Columns of the run that the files lack and the names of their folders tell. */
  readonly filled: readonly string[];
  /** Only these rows, of a Parquet file; undefined = all. */
  readonly ranges?: readonly RowRange[];
}

/** Rows `begin` to before `end` of a file. */
export type RowRange = readonly [begin: number, end: number];

/** The columns that name a row of a run. */
export const KEYS = ["asset", "straddle", "date"] as const;

/** Every run has these: those of a run with one hedge. */
const REQUIRED: ReadonlyMap<string, RunColumnType> = new Map(
  backtestColumns(hedgeColumns([])).map(({ name, type }) =>
    [name, type === "text" || type === "date" ? type : "number"] as const
  ),
);

/** What a run's or a book's column holds; undefined for a name that none of ours has. */
export function typeOfColumn(name: string): RunColumnType | undefined {
  const optional = /^(hedge|strike)[1-9]\d?$/.test(name) ||
    (ADDED_COLUMNS as readonly string[]).includes(name) || BOOK_NUMBERS.includes(name);
  return REQUIRED.get(name) ?? (optional ? "number" : undefined);
}

/**
 * Why columns, in any letter case, are not those of a run or a book; undefined when they are. The folders of a
 * path may fill in those that a file lacks.
 */
export function columnFault(columns: readonly string[], path = ""): string | undefined {
  const names = columns.map(lower);
  if (isBook(names)) return bookFault(names);
  const missing = [...REQUIRED.keys()].find((name) =>
    !names.includes(name) && !isFolderColumn(name, path)
  );
  if (missing !== undefined) return `no column "${missing}"`;
  const strange = columns.find((_, i) =>
    typeOfColumn(names[i]!) === undefined || isOnlyOfBooks(names[i]!) ||
    names.indexOf(names[i]!) !== i
  );
  return strange === undefined ? undefined : `unknown column "${strange}"`;
}

/** The columns that a file lacks and its folders tell. */
export function filledColumns(path: string, columns: readonly string[]): string[] {
  const names = columns.map(lower);
  return [...REQUIRED.keys()].filter((name) => !names.includes(name) && isFolderColumn(name, path));
}

/** What is wrong with the type of a column, if anything is. */
export function typeFault(name: string, type: string): string | undefined {
  return type === "BOOLEAN" && typeOfColumn(name.toLowerCase()) !== undefined
    ? `column "${name}" is BOOLEAN`
    : undefined;
}

/** DuckDB would take the names of folders for columns, in place of those of the file. */
const HOW = "hive_partitioning = false";

function isOnlyOfBooks(name: string): boolean {
  return BOOK_NUMBERS.includes(name) && !REQUIRED.has(name) &&
    !(ADDED_COLUMNS as readonly string[]).includes(name);
}

/** SQL that describes the columns of a run whose format has no header line. */
export function describeSql(format: RunFormat, variable: string): string {
  const file = `getvariable('${variable}')`;
  const layout = format === "json" ? "array" : "newline_delimited";
  const rows = format === "parquet"
    ? `read_parquet(${file}, ${HOW})`
    : `read_json(${file}, format = '${layout}', sample_size = 1, ${HOW})`;
  return `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${rows})`;
}

/** SQL for the rows of a run, after FROM; {@link cell} gives its columns. */
export function scan(source: RunSource): string {
  const only = plainPart(source);
  return only ? scanPart(source, only, "") : `(${unitedSql(source, source.columns)})`;
}

/** SQL for the names of a run's rows, each with the path of its file. */
export function placedKeysSql(source: RunSource): string {
  return unitedSql(source, KEYS, `, ${PATH}`);
}

/** A column of a run in its own type; all ways to write "missing" are NULL. */
export function cell(source: RunSource, name: string): string {
  // A book's rows are of no straddle.
  if (name === "straddle" && isBook(source.columns)) return "''";
  const only = plainPart(source);
  return only ? cellOf(only.format, name, name) : name;
}

/** The one part of a run whose rows need not be put together. */
function plainPart({ parts }: RunSource): RunPart | undefined {
  return parts.length === 1 && parts[0]!.filled.length === 0 ? parts[0] : undefined;
}

/** A query for some columns of all parts' rows, in order; a column that a part lacks is NULL. */
function unitedSql(source: RunSource, columns: readonly string[], more = ""): string {
  return source.parts.map((part) => {
    const own = new Set((part.columns.length > 0 ? part.columns : source.columns).map(lower));
    const cells = columns.map((name) => {
      if (name === "straddle" && isBook(source.columns)) return "'' AS straddle";
      const sql = own.has(name)
        ? cellOf(part.format, name, name)
        : part.filled.includes(name)
        ? cellOf(part.format === "parquet" ? "csv" : part.format, name, folderSql(name))
        : `NULL::${SQL_TYPES[typeOfColumn(name)!]}`;
      return `${sql} AS ${name}`;
    });
    const path = more !== "" || part.filled.length > 0 ? `, filename = '${PATH}'` : "";
    return `SELECT ${cells.join(", ")}${more} FROM ${scanPart(source, part, path)}`;
  }).join(" UNION ALL ");
}

const PATH = "straddle_path";
const SQL_TYPES = { text: "VARCHAR", date: "DATE", number: "DOUBLE" } as const;
const lower = (name: string) => name.toLowerCase();

/** Whether a path has a folder that stands for a column: `asset=AAA US Equity`. */
export function isFolderColumn(name: string, path: string): boolean {
  return new RegExp(`(?:^|[/\\\\])${name}=[^/\\\\]+[/\\\\]`, "i").test(path);
}

/** The text that the last folder of a column's name tells. */
function folderSql(name: string): string {
  const text = `regexp_extract(${PATH}, '(?i).*[/\\\\]${name}=([^/\\\\]+)[/\\\\]', 1)`;
  return `nullif(url_decode(${text}), '__HIVE_DEFAULT_PARTITION__')`;
}

/** The table function that reads a part of a run; `more` are further parameters. */
function scanPart(source: RunSource, part: RunPart, more: string): string {
  const { format, variable } = part;
  const columns = part.columns.length > 0 ? part.columns : source.columns;
  const file = `getvariable('${variable}')`;
  const struct = (type: (name: string) => string) =>
    `columns = {${columns.map((name) => `'${name}': '${type(name)}'`).join(", ")}}`;
  switch (format) {
    case "parquet":
      return scanParquet(file, part.ranges, more);
    case "json":
    case "ndjson": {
      const layout = format === "json" ? "array" : "newline_delimited";
      const fields = struct((name) => SQL_TYPES[typeOfColumn(lower(name))!]);
      return `read_json(${file}, format = '${layout}', ${fields}, ${HOW}${more})`;
    }
    default: {
      const quote = format === "csv" ? `'"'` : "''";
      return `read_csv(${file}, auto_detect = false, header = true, ` +
        `delim = '${format === "csv" ? "," : "\\t"}', quote = ${quote}, escape = ${quote}, ` +
        `${struct(() => "VARCHAR")}, ${HOW}${more})`;
    }
  }
}

function scanParquet(file: string, ranges: RunPart["ranges"], more: string): string {
  const whole = `read_parquet(${file}, binary_as_string = true, ${HOW}${more})`;
  if (ranges === undefined) return whole;
  // A query a range: so DuckDB skips the other row groups.
  const parts = ranges.map(([begin, end]) =>
    `SELECT * EXCLUDE (file_row_number)
      FROM read_parquet(${file}, binary_as_string = true, ${HOW}, file_row_number = true)
      WHERE file_row_number BETWEEN ${begin} AND ${end - 1}`
  );
  return parts.length === 0 ? `(FROM ${whole} LIMIT 0)` : `(${parts.join(" UNION ALL ")})`;
}

/** The cell of a column, as `sql` gives it, in the column's own type. */
function cellOf(format: RunFormat, name: string, sql: string): string {
  const type = typeOfColumn(name)!;
  const isKey = (KEYS as readonly string[]).includes(name);
  if (type === "text") {
    // Formats differ in whether an empty text and a missing one look alike.
    return isKey ? `${sql}::VARCHAR` : `nullif(nullif(${sql}::VARCHAR, '-'), '')`;
  }
  if (format !== "csv" && format !== "tsv") {
    return type === "date" ? `${sql}::DATE` : `nullif(${sql}::DOUBLE, 'nan'::DOUBLE)`;
  }
  return `CASE WHEN ${sql} IN ('', '-', 'none') THEN NULL ELSE ${sql}::${SQL_TYPES[type]} END`;
}

/** SQL that fails when a cell of a run is not of its column's type. */
export function checkSql(source: RunSource): string {
  const counts = source.columns.map((name) => `count(${cell(source, name)})`);
  return `SELECT ${counts.join(", ")} FROM ${scan(source)}`;
}

/**
 * SQL for a row that two files of a run have, if there is one. A straddle may be in several files by
 * days; only those whose days overlap are looked at one by one.
 */
export function twiceSql(source: RunSource): string {
  return `WITH keys AS (${placedKeysSql(source)}),
    spans AS (SELECT asset, straddle, straddle_path AS path, min(date) AS low, max(date) AS high
      FROM keys GROUP BY ALL),
    doubtful AS (SELECT DISTINCT a.asset, a.straddle FROM spans a JOIN spans b
      ON a.asset = b.asset AND a.straddle = b.straddle AND a.path < b.path
        AND a.low <= b.high AND b.low <= a.high)
    SELECT asset, straddle, date::VARCHAR AS date, min(straddle_path) AS a, max(straddle_path) AS b
    FROM keys SEMI JOIN doubtful USING (asset, straddle)
    GROUP BY asset, straddle, date HAVING a <> b ORDER BY ALL LIMIT 1`;
}
