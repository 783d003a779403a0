/** Compares two runs, cell by cell, in a DuckDB handle of its own. */
import { countSql, largestSql, otherKeysSql } from "./compare_sql.ts";
import { type Comparison, largestOf, summarize, toAsset } from "./compare_figures.ts";
import { type OpenRun, RunDatabase } from "./run_database.ts";
import { KEYS, type RunSource } from "./run_sql.ts";

/**
 * Compares the runs of two files. Rows go together that have the same asset, straddle and date; of
 * several such rows the first of one file with the first of the other. Numbers are the same when
 * they differ by at most `tolerance` · max(1, |b|). Throws exit-4 errors for files that cannot be
 * opened, exit 3 for those that are no runs.
 */
export async function compareRuns(
  pathA: string,
  pathB: string,
  tolerance: number,
  show: number,
): Promise<Comparison> {
  const database = await RunDatabase.open([pathA, pathB]);
  try {
    const [runA, runB] = database.runs as [OpenRun, OpenRun];
    // A run without rows in a format without a header has the columns of the other.
    const columnsA = runA.columns ?? runB.columns ?? KEYS;
    const columnsB = runB.columns ?? columnsA;
    const a: RunSource = { ...runA, columns: columnsA };
    const b: RunSource = { ...runB, columns: columnsB };
    const isKey = (name: string) => (KEYS as readonly string[]).includes(name);
    const columns = columnsA.filter((name) => columnsB.includes(name) && !isKey(name));
    const aligned = (await database.rows(otherKeysSql(a, b))).length === 0;
    const pairing = { a, b, aligned };
    const assets = (await database.rows(countSql(pairing, columns), [tolerance]))
      .map((row) => toAsset(row, columns));
    const unlike = columns.filter((_, i) => assets.some(({ counts }) => counts[i]! > 0));
    const lists = unlike.length === 0 || show === 0
      ? {}
      : (await database.rows(largestSql(pairing, unlike, show), [tolerance]))[0]!;
    const columnsOnlyInA = columnsA.filter((name) => !columnsB.includes(name));
    const columnsOnlyInB = columnsB.filter((name) => !columnsA.includes(name));
    const figures = summarize(assets, columns);
    const { onlyInA, onlyInB, cellsThatDiffer } = figures;
    const apart = columnsOnlyInA.length + columnsOnlyInB.length + onlyInA + onlyInB;
    return {
      same: apart + cellsThatDiffer === 0,
      tolerance,
      columnsOnlyInA,
      columnsOnlyInB,
      ...figures,
      largest: largestOf(lists, unlike, show),
    };
  } finally {
    database.close();
  }
}
