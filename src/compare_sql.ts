/** The SQL that compares two runs: built of known column names only, never of paths or values. */

/** What a column of a run holds. */
export type RunColumnType = "text" | "date" | "number";

/** How a run's file is read. */
export type RunFormat = "parquet" | "csv" | "tsv" | "json" | "ndjson";

/** One of the two runs, as SQL sees it. */
export interface RunSource {
  readonly format: RunFormat;
  /** The DuckDB variable that holds the file's path. */
  readonly variable: "a" | "b";
  readonly columns: readonly string[];
}

/** The columns that name a row. */
export const KEYS = ["asset", "straddle", "date"] as const;
/** Every run has these besides (DESIGN: Columns). */
const REQUIRED = [...KEYS, "vol", "hedge", "action", "model", "strike_vol", "strike", "expiry"]
  .concat("mv", "delta", "opnl", "hpnl", "pnl");
const TEXTS = ["asset", "straddle", "action", "model"];
const DATES = ["date", "expiry"];

/** What a run's column holds; undefined for a name that no run of ours has. */
export function typeOfColumn(name: string): RunColumnType | undefined {
  if (TEXTS.includes(name)) return "text";
  if (DATES.includes(name)) return "date";
  return REQUIRED.includes(name) || /^(hedge|strike)[1-9]\d?$/.test(name) ? "number" : undefined;
}

/** Why columns are not those of a run; undefined when they are. */
export function columnFault(columns: readonly string[]): string | undefined {
  const missing = REQUIRED.find((name) => !columns.includes(name));
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
function scan(source: RunSource): string {
  const { format, variable, columns } = source;
  const file = `getvariable('${variable}')`;
  const struct = (type: (name: string) => string) =>
    `columns = {${columns.map((name) => `'${name}': '${type(name)}'`).join(", ")}}`;
  switch (format) {
    case "parquet":
      return `read_parquet(${file}, binary_as_string = true)`;
    case "json":
    case "ndjson": {
      const layout = format === "json" ? "array" : "newline_delimited";
      const types = { text: "VARCHAR", date: "DATE", number: "DOUBLE" };
      return `read_json(${file}, format = '${layout}', ${
        struct((name) => types[typeOfColumn(name)!])
      })`;
    }
    default: {
      const quote = format === "csv" ? `'"'` : "''";
      return `read_csv(${file}, auto_detect = false, header = true, ` +
        `delim = '${format === "csv" ? "," : "\\t"}', quote = ${quote}, escape = ${quote}, ` +
        `${struct(() => "VARCHAR")})`;
    }
  }
}

/** A column of a run in its own type; all ways to write "missing" are NULL. */
function cell({ format }: RunSource, name: string): string {
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

/** SQL that has a row when the two runs' rows have other names, or the same in another order. */
export function otherKeysSql(a: RunSource, b: RunSource): string {
  const keys = (source: RunSource) =>
    `(SELECT ${KEYS.map((name) => `${cell(source, name)} AS ${name}`).join(", ")}
      FROM ${scan(source)})`;
  const other = KEYS.map((name) => `a.${name} IS DISTINCT FROM b.${name}`).join(" OR ");
  return `SELECT 1 FROM ${keys(a)} a POSITIONAL JOIN ${keys(b)} b WHERE ${other} LIMIT 1`;
}

/** A run's rows under the names of their columns; with `twins` equal names are numbered in file order. */
function rowsSql(source: RunSource, columns: readonly string[], twins: boolean): string {
  const cells = [...KEYS, ...columns].map((name) => `${cell(source, name)} AS ${name}`).join(", ");
  const rows = `SELECT ${cells}, true AS here FROM ${scan(source)}`;
  if (!twins) return rows;
  return `SELECT * EXCLUDE (place),
    row_number() OVER (PARTITION BY ${KEYS.join(", ")} ORDER BY place) AS twin
    FROM (SELECT *, row_number() OVER () AS place FROM (${rows}))`;
}

/** How two runs are to be compared. */
export interface Pairing {
  readonly a: RunSource;
  readonly b: RunSource;
  /**
   * The rows have the same names in the same order, so each goes with its neighbour. This pairs them
   * as the full join does, without keeping a run in memory.
   */
  readonly aligned: boolean;
}

/** The start of a query over `sized`: a row a pair, and for column `i` how far its cells are apart. */
function withPairs({ a, b, aligned }: Pairing, columns: readonly string[]): string {
  const join = aligned
    ? "a POSITIONAL JOIN b"
    : `a FULL JOIN b ON ${[...KEYS, "twin"].map((name) => `a.${name} = b.${name}`).join(" AND ")}`;
  const cells = columns.map((name) => `, a.${name} AS a_${name}, b.${name} AS b_${name}`);
  const sizes = columns.map((name, i) => `, ${sizeSql(name)} AS s${i}`);
  return `
    WITH a AS (${rowsSql(a, columns, !aligned)}), b AS (${rowsSql(b, columns, !aligned)}),
    pairs AS (
      SELECT coalesce(a.asset, b.asset) AS asset, coalesce(a.straddle, b.straddle) AS straddle,
        coalesce(a.date, b.date) AS date, a.here IS NOT NULL AS in_a, b.here IS NOT NULL AS in_b,
        $1::DOUBLE AS tolerance${cells.join("")}
      FROM ${join}),
    sized AS (SELECT *${sizes.join("")} FROM pairs)`;
}

/**
 * SQL for one row an asset: `only_a`, `only_b` and `both` count rows, `rows` those of both that
 * differ, and `n<i>` the cells of column `i` that differ by more than parameter 1 allows.
 */
export function countSql(pairing: Pairing, columns: readonly string[]): string {
  const sizes = columns.map((_, i) => `s${i}`);
  const counts = sizes.map((size, i) => `, count(*) FILTER (${size} > tolerance) AS n${i}`);
  return `${withPairs(pairing, columns)}
    SELECT asset, count(*) FILTER (in_a AND NOT in_b) AS only_a,
      count(*) FILTER (in_b AND NOT in_a) AS only_b, count(*) FILTER (in_a AND in_b) AS both,
      count(*) FILTER (greatest(${["0", "0", ...sizes].join(", ")}) > tolerance) AS rows
      ${counts.join("")}
    FROM sized GROUP BY asset`;
}

/** SQL for one row: `t<i>` lists the `show` largest differences of column `i`. */
export function largestSql(pairing: Pairing, columns: readonly string[], show: number): string {
  // The size is negated so that the smallest come first: ties then go by the names of the rows.
  const lists = columns.map((name, i) =>
    `min({'size': -s${i}, 'asset': asset, 'straddle': straddle, 'date': date,
          'a': a_${name}, 'b': b_${name}}, ${show}) FILTER (s${i} > tolerance) AS t${i}`
  );
  const any = columns.map((_, i) => `s${i} > tolerance`).join(" OR ");
  return `${withPairs(pairing, columns)} SELECT ${lists.join(", ")} FROM sized WHERE ${any}`;
}

/** How far two cells are apart: relative to b, but to 1 where b is smaller; infinite for texts. */
function sizeSql(name: string): string {
  const [a, b] = [`a_${name}`, `b_${name}`];
  const apart = typeOfColumn(name) !== "number" ? "" : `
    WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN abs(${a} - ${b}) / greatest(1, abs(${b}))`;
  return `CASE WHEN NOT (in_a AND in_b) OR ${a} IS NOT DISTINCT FROM ${b} THEN 0${apart}
    ELSE 'inf'::DOUBLE END`;
}
