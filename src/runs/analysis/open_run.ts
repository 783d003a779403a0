/** A finished run, opened for its figures: sums, facts and labels. */
import { basename } from "node:path";
import { assetLabels } from "../labels.ts";
import { takeAmt } from "../../inputs/paths.ts";
import { findAssets, loadAmt } from "../../loader.ts";
import { compilePattern } from "../../base/pattern.ts";
import { showShare } from "../../base/share.ts";
import { fromMetadata, type RunFacts } from "../facts.ts";
import { isBook } from "../book_columns.ts";
import { noRows } from "../head.ts";
import { findRun, type RunFiles } from "../find_run.ts";
import { NO_PATHS, type PathRows, type RunAggregates } from "./aggregates.ts";
import { sumOwnBook } from "./own_book.ts";
import { OwnFile } from "./own_file.ts";
import { readOwnPaths } from "./own_paths.ts";
import { type RunWatch, sumOwnRows } from "./own_sums.ts";
import { hasOwnModel, weighOwnRows } from "./own_weighted.ts";
import type { RunVols } from "./run_vols.ts";
import type { WeightedDays } from "./weighted_days.ts";

export interface AnalysedRun {
  /** The run's name without its folder. */
  readonly title: string;
  readonly files: RunFiles;
  readonly sums: RunAggregates;
  readonly facts: RunFacts;
  /** The rows of straddles by their texts' positions, rising. Throws as opening does. */
  paths(texts: readonly number[]): Promise<PathRows>;
  /** By asset: its days' sums with a weight for each straddle text. Throws as opening does. */
  weigh(weights: Float64Array): Promise<readonly WeightedDays[]>;
  /** Whether a row is valued by a model, as the run's column names it. */
  hasModel(model: string): Promise<boolean>;
  /** Of its straddles, if they were wanted and came by; else walkStraddles finds them. */
  readonly vols?: RunVols | undefined;
  /** The run's columns. */
  readonly columns: readonly string[];
  /** Whether it is a book: P&L is net, everything a share of aum, and there are no straddles. */
  readonly isBook: boolean;
  close(): void;
}

/** A run that was summed, by whatever way. */
type Summed = Omit<AnalysedRun, "title" | "files" | "isBook">;

/**
 * Opens and sums a run, of one file or several (see {@link findRun}), and shows on a terminal how far it is. Sums by component are left out
 * if they are not wanted and cost extra. Classes, groups and schedules come from the asset table
 * `amt` if one is given, else from the run, if its file can carry them. Close it in the end. Throws
 * exit-3 errors for what is no run or not one, exit 4 for what cannot be opened, exit 1 for a run without rows.
 */
export async function openRun(
  names: readonly string[],
  amt: string | undefined,
  wanted: { readonly components: boolean; readonly vols?: boolean },
): Promise<AnalysedRun> {
  const files = findRun(names);
  const title = basename(files.name);
  const progress = showShare(`reading ${title}`);
  const { facts, ...run } = await (async () => {
    try {
      const [path, ...others] = files.paths;
      const watch = { ...wanted, progress: progress.set };
      const own = others.length === 0 ? await sumOwnFile(path!, watch) : undefined;
      return own ?? await sumAnyFile(files, progress.ask);
    } finally {
      progress.stop();
    }
  })();
  try {
    return {
      ...run,
      title,
      files,
      isBook: isBook(run.columns),
      facts: amt === undefined ? facts : relabel(facts, run.sums.assets, await takeAmt(amt)),
    };
  } catch (error) {
    run.close();
    throw error;
  }
}

/** Of a book nothing is told straddle by straddle. */
const NO_STRADDLES: Pick<Summed, "paths" | "weigh" | "hasModel"> = {
  paths: () => Promise.resolve(NO_PATHS),
  weigh: () => Promise.resolve([]),
  hasModel: () => Promise.resolve(false),
};

/** A file as straddle backtest writes them, read row group by row group; undefined = it is another. */
async function sumOwnFile(path: string, watch: RunWatch): Promise<Summed | undefined> {
  const file = await OwnFile.open(path);
  if (file === undefined) return undefined;
  const columns = file.footer.columns.map(({ name }) => name);
  const facts = fromMetadata(file.footer.metadata);
  try {
    if (isBook(columns)) {
      const sums = await sumOwnBook(file, path, watch.progress);
      if (sums === undefined) throw new RangeError("Not sorted");
      return { sums, facts, columns, ...NO_STRADDLES, close: () => file.close() };
    }
    const summed = await sumOwnRows(file, path, watch);
    if (summed === undefined) throw new RangeError("Not sorted");
    const { sums, places, vols } = summed;
    return {
      sums,
      facts,
      columns,
      vols,
      paths: (texts) => readOwnPaths(file, places, texts),
      weigh: (weights) =>
        weighOwnRows(file, places, sums.straddles, sums.assetDays, weights, watch.progress),
      hasModel: (model) => Promise.resolve(hasOwnModel(file, model)),
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    // What we do not understand, DuckDB may.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Any files of a run, summed by DuckDB. */
async function sumAnyFile(files: RunFiles, ask: (share: () => number) => void): Promise<Summed> {
  const { RunDatabase } = await import("../database.ts");
  const { sumBook } = await import("./book_sums.ts");
  const { hasModelInSql, pathsInSql, sumInSql, weighInSql } = await import("./sum_in_sql.ts");
  // One thread: sums follow the order of the file, whatever the machine.
  const database = await RunDatabase.open([files], 1);
  ask(() => database.progress);
  try {
    const facts = await database.facts();
    const { columns = [] } = database.runs[0]!;
    const sums = isBook(columns) ? await sumBook(database) : await sumInSql(database);
    if (sums === undefined) {
      throw noRows(files.name);
    }
    return {
      sums,
      facts,
      columns,
      ...(isBook(columns) ? NO_STRADDLES : {
        paths: (texts) => pathsInSql(database, texts),
        weigh: (weights) => weighInSql(database, sums.assetDays, weights),
        hasModel: (model) => hasModelInSql(database, model),
      }),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The facts with the labels of an asset table, for the assets of both. */
export function relabel(facts: RunFacts, names: readonly string[], path: string): RunFacts {
  const amt = loadAmt(path);
  const labels = assetLabels(amt, findAssets(amt, { pattern: compilePattern("."), live: false }));
  const all = new Set([...Object.keys(facts.assets), ...names]);
  const assets = [...all].map((name) => {
    const label = labels.get(name) ?? { class: "", group: "", schedule: [] };
    return [name, { ...label, states: facts.assets[name]?.states ?? {} }] as const;
  });
  return { ...facts, assets: Object.fromEntries(assets) };
}

/** Class and group of an asset of the run. */
export function labelsOf(facts: RunFacts) {
  return (asset: string) => ({
    class: facts.assets[asset]?.class ?? "",
    group: facts.assets[asset]?.group ?? "",
  });
}
