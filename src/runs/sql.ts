/** How a run's file is read in SQL: built of known column names only, never of paths or values. */
import { backtestColumns, hedgeColumns } from "../engine/columns.ts";
import { ADDED_COLUMNS } from "../engine/switches.ts";

/** What a column of a run holds. */
export type RunColumnType = "text" | "date" | "number";

/** How a run's file is read. */
export type RunFormat = "parquet" | "csv" | "tsv" | "json" | "ndjson";

/** A run, as SQL sees it. */
export interface RunSource {
  readonly format: RunFormat;
  /** The DuckDB variable that holds the file's path. */
  readonly variable: string;
  readonly columns: readonly string[];
  /** Only these rows, of a Parquet file; undefined = all. */
  readonly ranges?: readonly RowRange[];
}

/** Rows `begin` to before `end` of a file. */
export type RowRange = readonly [begin: number, end: number];

/** The columns that name a row. */
export const KEYS = ["asset", "straddle", "date"] as const;
/** Every run has these: those of a run with one hedge. */
const REQUIRED: ReadonlyMap<string, RunColumnType> = new Map(
  backtestColumns(hedgeColumns([])).map(({ name, type }) =>
    [name, type === "text" || type === "date" ? type : "number"] as const
  ),
);

/** What a run's column holds; undefined for a name that no run of ours has. */
export function typeOfColumn(name: string): RunColumnType | undefined {
  const optional = /^(hedge|strike)[1-9]\d?$/.test(name) ||
    (ADDED_COLUMNS as readonly string[]).includes(name);
  return REQUIRED.get(name) ?? (optional ? "number" : undefined);
}

/** Why columns are not those of a run; undefined when they are. */
export function columnFault(columns: readonly string[]): string | undefined {
  const missing = [...REQUIRED.keys()].find((name) => !columns.includes(name));
  if (missing !== undefined) return `no column "${missing}"`;
  const strange = columns.find((name, i) =>
    typeOfColumn(name) === undefined || columns.indexOf(name) !== i
  );
  return strange === undefined ? undefined : `unknown column "${strange}"`;
}

/** SQL that describes the columns of a run whose format has no header line. */
export function describeSql({ format, variable }: Omit<RunSource, "columns">): string {
  const file = `getvariable('${variable}')`;
  const layout = format === "json" ? "array" : "newline_delimited";
  const rows = format === "parquet"
    ? `read_parquet(${file})`
    : `read_json(${file}, format = '${layout}', sample_size = 1)`;
  return `SELECT column_name FROM (DESCRIBE SELECT * FROM ${rows})`;
}

/** The table function that reads a run. */
export function scan(source: RunSource): string {
  const { format, variable, columns } = source;
  const file = `getvariable('${variable}')`;
  const struct = (type: (name: string) => string) =>
    `columns = {${columns.map((name) => `'${name}': '${type(name)}'`).join(", ")}}`;
  switch (format) {
    case "parquet":
      return scanParquet(file, source.ranges);
    case "json":
    case "ndjson": {
      const layout = format === "json" ? "array" : "newline_delimited";
      const types = { text: "VARCHAR", date: "DATE", number: "DOUBLE" };
      const fields = struct((name) => types[typeOfColumn(name)!]);
      return `read_json(${file}, format = '${layout}', ${fields})`;
    }
    default: {
      const quote = format === "csv" ? `'"'` : "''";
      return `read_csv(${file}, auto_detect = false, header = true, ` +
        `delim = '${format === "csv" ? "," : "\\t"}', quote = ${quote}, escape = ${quote}, ` +
        `${struct(() => "VARCHAR")})`;
    }
  }
}

function scanParquet(file: string, ranges: RunSource["ranges"]): string {
  const whole = `read_parquet(${file}, binary_as_string = true)`;
  if (ranges === undefined) return whole;
  // A query a range: so DuckDB skips the other row groups.
  const parts = ranges.map(([begin, end]) =>
    `SELECT * EXCLUDE (file_row_number)
      FROM read_parquet(${file}, binary_as_string = true, file_row_number = true)
      WHERE file_row_number BETWEEN ${begin} AND ${end - 1}`
  );
  return parts.length === 0 ? `(FROM ${whole} LIMIT 0)` : `(${parts.join(" UNION ALL ")})`;
}

/** A column of a run in its own type; all ways to write "missing" are NULL. */
export function cell({ format }: RunSource, name: string): string {
  const type = typeOfColumn(name)!;
  const isKey = (KEYS as readonly string[]).includes(name);
  if (type === "text") {
    // Formats differ in whether an empty text and a missing one look alike.
    return isKey ? `${name}::VARCHAR` : `nullif(nullif(${name}::VARCHAR, '-'), '')`;
  }
  const sql = type === "date" ? "DATE" : "DOUBLE";
  if (format !== "csv" && format !== "tsv") {
    return type === "date" ? `${name}::DATE` : `nullif(${name}::DOUBLE, 'nan'::DOUBLE)`;
  }
  return `CASE WHEN ${name} IN ('', '-', 'none') THEN NULL ELSE ${name}::${sql} END`;
}

/** SQL that fails when a cell of a run is not of its column's type. */
export function checkSql(source: RunSource): string {
  const counts = source.columns.map((name) => `count(${cell(source, name)})`);
  return `SELECT ${counts.join(", ")} FROM ${scan(source)}`;
}
