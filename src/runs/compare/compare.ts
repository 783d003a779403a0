/** Compares two runs, cell by cell, in a DuckDB handle of its own. */
import { countSql, largestSql, otherKeysSql } from "./sql.ts";
import { type Comparison, largestOf, summarize, toAsset } from "./figures.ts";
import { rulesDifference } from "./rules.ts";
import { findLeftovers } from "./groups.ts";
import type { OpenRun, RunDatabase } from "../database.ts";
import { usageError } from "../../base/errors.ts";
import { isBook } from "../book_columns.ts";
import { findRun, type RunFiles } from "../find_run.ts";
import { KEYS, type RowRange, type RunSource } from "../sql.ts";
import { type ShareWatch, showShare } from "../../base/share.ts";

/**
 * Compares two runs, each a file, a pattern or a folder. Rows go together that have the same asset, straddle and date; of
 * several such rows the first of one file with the first of the other. Numbers are the same when
 * they differ by at most `tolerance` · max(1, |b|). Throws exit-4 errors for files that cannot be
 * opened, exit 3 for those that are no runs.
 */
export async function compareRuns(
  nameA: string,
  nameB: string,
  tolerance: number,
  show: number,
): Promise<Comparison> {
  const [a, b] = [findRun([nameA]), findRun([nameB])];
  const progress = showShare("comparing");
  try {
    const found = await compareFiles(a, b, tolerance, show, progress);
    const rules = await rulesDifference(a.paths[0]!, b.paths[0]!, found.byAsset);
    return rules === undefined ? found : { ...found, rules };
  } finally {
    progress.stop();
  }
}

async function compareFiles(
  filesA: RunFiles,
  filesB: RunFiles,
  tolerance: number,
  show: number,
  progress: ShareWatch,
): Promise<Comparison> {
  const single = filesA.paths.length === 1 && filesB.paths.length === 1;
  const left = single
    ? await findLeftovers(filesA.paths[0]!, filesB.paths[0]!, progress.set)
    : undefined;
  if (left && left.a.length + left.b.length === 0) return sameRuns(left.same, tolerance);
  const { RunDatabase } = await import("../database.ts");
  const database = await RunDatabase.open([filesA, filesB]);
  progress.ask(() => database.progress);
  try {
    const [runA, runB] = database.runs as [OpenRun, OpenRun];
    // A run without rows in a format without a header has the columns of the other.
    const columnsA = runA.columns ?? runB.columns ?? KEYS;
    const columnsB = runB.columns ?? columnsA;
    if (isBook(columnsA) !== isBook(columnsB)) {
      const [book, run] = isBook(columnsA) ? [runA, runB] : [runB, runA];
      throw usageError(
        `Cannot compare: "${book.name}" is a book and "${run.name}" is none; name two of a kind`,
      );
    }
    const a = sourceOf(runA, columnsA, left?.a);
    const b = sourceOf(runB, columnsB, left?.b);
    return await compareRows(database, a, b, left?.same ?? 0, tolerance, show);
  } finally {
    database.close();
  }
}

/** A run with these columns, or only some rows of its one file. */
function sourceOf(
  { parts }: OpenRun,
  columns: readonly string[],
  ranges: readonly RowRange[] | undefined,
): RunSource {
  return { columns, parts: ranges ? parts.map((part) => ({ ...part, ranges })) : parts };
}

/** Compares all rows of two runs; `same` others are known to be the same. */
async function compareRows(
  database: RunDatabase,
  a: RunSource,
  b: RunSource,
  same: number,
  tolerance: number,
  show: number,
): Promise<Comparison> {
  const isKey = (name: string) => (KEYS as readonly string[]).includes(name);
  const columns = a.columns.filter((name) => b.columns.includes(name) && !isKey(name));
  const aligned = (await database.rows(otherKeysSql(a, b))).length === 0;
  const pairing = { a, b, aligned };
  const assets = (await database.rows(countSql(pairing, columns), [tolerance]))
    .map((row) => toAsset(row, columns));
  const unlike = columns.filter((_, i) => assets.some(({ counts }) => counts[i]! > 0));
  const lists = unlike.length === 0 || show === 0
    ? {}
    : (await database.rows(largestSql(pairing, unlike, show), [tolerance]))[0]!;
  const columnsOnlyInA = a.columns.filter((name) => !b.columns.includes(name));
  const columnsOnlyInB = b.columns.filter((name) => !a.columns.includes(name));
  const figures = summarize(assets, columns, same);
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
}

/** The comparison of runs whose `rows` rows are all the same. */
function sameRuns(rows: number, tolerance: number): Comparison {
  return {
    same: true,
    tolerance,
    columnsOnlyInA: [],
    columnsOnlyInB: [],
    ...summarize([], [], rows),
    largest: [],
  };
}
