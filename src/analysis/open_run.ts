/** A finished run, opened for its figures: sums, facts and labels. */
import { assetLabels } from "../asset_labels.ts";
import { takeAmt } from "../inputs.ts";
import { findAssets, loadAmt } from "../loader.ts";
import { compilePattern } from "../pattern.ts";
import { RunDatabase } from "../run_database.ts";
import { fromMetadata, type RunFacts } from "../run_facts.ts";
import { aggregate, type RunAggregates } from "./aggregates.ts";

export interface AnalysedRun {
  readonly database: RunDatabase;
  readonly sums: RunAggregates;
  readonly facts: RunFacts;
}

/**
 * Opens and sums a run's file. Classes, groups and schedules come from the asset table `amt` if one
 * is given, else from the run, if its file can carry them. Close the database in the end. Throws
 * exit-3 errors for what is no run, exit 4 for what cannot be opened.
 */
export async function openRun(path: string, amt: string | undefined): Promise<AnalysedRun> {
  // One thread: sums follow the order of the file, whatever the machine.
  const database = await RunDatabase.open([path], 1);
  try {
    const sums = await aggregate(database);
    const facts = fromMetadata(await database.metadata());
    return {
      database,
      sums,
      facts: amt === undefined ? facts : relabel(facts, sums.assets, await takeAmt(amt)),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function relabel(facts: RunFacts, names: readonly string[], path: string): RunFacts {
  const amt = loadAmt(path);
  const labels = assetLabels(amt, findAssets(amt, compilePattern("."), { live: false }));
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
