/** The SQL that compares two runs: built of known column names only, never of paths or values. */
import { cell, KEYS, type RunSource, scan, typeOfColumn } from "../sql.ts";

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
