/** A question in SQL over the views of a run. */
import { takeAmt } from "../../inputs/paths.ts";
import { type QueryTable, readQuery } from "../../inspect/query.ts";
import type { DayRule } from "../../runs/analysis/daily.ts";
import { relabel } from "../../runs/analysis/open_run.ts";
import { RunDatabase } from "../../runs/database.ts";
import { findRun } from "../../runs/find_run.ts";
import { noRows, notARun } from "../../runs/head.ts";
import { createViews, NO_WEIGHT } from "../../runs/views.ts";

/** Bytes; the days by asset of 26 years and 170 assets need 0.9 GB. */
const MEMORY = 2_000_000_000;

/**
 * The result of a query over a run, whose classes and groups come from the asset table `amt` if one
 * is given. Throws usage errors for a query that is wrong or refused, exit-3 errors for what is no
 * run, exit 4 for what cannot be opened, exit 1 for a run that knows no columns.
 */
export async function askRun(
  names: readonly string[],
  query: string,
  amt: string | undefined,
  rule: DayRule,
): Promise<QueryTable> {
  const run = findRun(names);
  // One thread: sums follow the order of the rows, whatever the machine.
  const database = await RunDatabase.open([run], 1, MEMORY);
  try {
    if (database.runs[0]!.columns === undefined) throw noRows(run.name);
    await createViews(database, await factsOf(database, amt), rule);
    return await readQuery(database.connection, query, {
      what: "the run",
      memory: MEMORY,
      async damage(error) {
        const weight = /the weight ".*" is no number/.exec(String(error))?.[0];
        return weight?.endsWith(NO_WEIGHT) ? notARun(run.name, weight) : await database.culprit();
      },
    });
  } finally {
    database.close();
  }
}

async function factsOf(database: RunDatabase, amt: string | undefined) {
  const facts = await database.facts();
  if (amt === undefined) return facts;
  const table = await takeAmt(amt);
  if (Object.keys(facts.assets).length > 0) return relabel(facts, [], table);
  // The file does not tell its assets: its rows do.
  const { columns, parts } = database.runs[0]!;
  const { cell, scan } = await import("../../runs/sql.ts");
  const run = { columns: columns!, parts };
  const rows = await database.rows(`SELECT DISTINCT ${cell(run, "asset")} AS asset FROM ${scan(run)}
    WHERE asset IS NOT NULL`);
  return relabel(facts, rows.map(({ asset }) => String(asset)), table);
}
