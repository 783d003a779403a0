/** Sums a run in any format, its rows in any order, in SQL. */
import { componentText } from "../labels.ts";
import type { RunDatabase } from "../database.ts";
import { notARun } from "../head.ts";
import {
  addedOf,
  type DaySums,
  type PathRows,
  repeat,
  type RunAggregates,
  type StraddleSums,
} from "./aggregates.ts";
import {
  ASSETS_SQL,
  chosenSql,
  COMPONENTS_SQL,
  daysSql,
  modelSql,
  pathsSql,
  positionsSql,
  STRADDLES_SQL,
  STRANGE_SQL,
  sumsSql,
  weighedSql,
} from "./aggregates_sql.ts";
import { WEIGHTED, type WeightedDays } from "./weighted_days.ts";

/**
 * Sums the database's first run, opened with one thread so that sums follow the order of the file;
 * undefined = it has no rows. Throws exit-3 errors for what is no run.
 */
export async function sumInSql(database: RunDatabase): Promise<RunAggregates | undefined> {
  const { name, columns, parts } = database.runs[0]!;
  if (columns === undefined) return undefined;
  await database.run(sumsSql({ columns, parts }));
  const strange = (await database.rows(STRANGE_SQL))[0];
  if (strange) throw notARun(name, String(strange.reason));
  await database.run(positionsSql("assets", ASSETS_SQL));
  await database.run(positionsSql("components", COMPONENTS_SQL));
  const names = async (sql: string) => (await database.rows(sql)).map(({ name }) => String(name));
  const assets = await names(ASSETS_SQL);
  const components = await names(COMPONENTS_SQL);
  if (assets.length === 0) return undefined;
  return {
    assets,
    components: components.map((fields) => componentText(fields.split("|"))),
    straddles: await straddles(database),
    assetDays: await days(database, "assets", assets.length),
    componentDays: await days(database, "components", components.length),
  };
}

/** The daily rows of some straddle texts of the run that was summed. */
export async function pathsInSql(
  database: RunDatabase,
  texts: readonly number[],
): Promise<PathRows> {
  const { columns, parts } = database.runs[0]!;
  await database.run(chosenSql(texts));
  const result = await database.columns(pathsSql({ columns: columns!, parts }), 2);
  const [text, day] = result as [Int32Array, Int32Array];
  const [price, vol, mv, pnl, opnl, ...others] = result.slice(2) as Float64Array[];
  const added = Object.fromEntries(addedOf(columns!).map((name, i) => [name, others[i]!]));
  return { text, day, price: price!, vol: vol!, mv: mv!, pnl: pnl!, opnl: opnl!, added };
}

/** By asset, the weighted sums of the run that was summed, on the days of its own sums. */
export async function weighInSql(
  database: RunDatabase,
  assetDays: readonly DaySums[],
  weights: Float64Array,
): Promise<WeightedDays[]> {
  const { columns: names, parts } = database.runs[0]!;
  await database.run(chosenSql(undefined));
  await database.run("CREATE OR REPLACE TEMP TABLE weights (place INTEGER, weight DOUBLE)");
  await database.append("weights", weights);
  const sql = weighedSql({ columns: names!, parts });
  const [owner, ...sums] = await database.columns(sql, 1) as [Int32Array, ...Float64Array[]];
  let end = 0;
  return assetDays.map((_, asset) => {
    const begin = end;
    while (owner[end] === asset) end++;
    return Object.fromEntries(
      WEIGHTED.map((name, i) => [name, sums[i]!.subarray(begin, end)]),
    ) as unknown as WeightedDays;
  });
}

/** Whether a row of the run is valued by the model. */
export async function hasModelInSql(database: RunDatabase, model: string): Promise<boolean> {
  const { columns, parts } = database.runs[0]!;
  return (await database.rows(modelSql({ columns: columns!, parts }), [model])).length > 0;
}

async function straddles(database: RunDatabase): Promise<StraddleSums> {
  const columns = await database.columns(STRADDLES_SQL, 6);
  const [asset, component, month, entry, expiry, copies] = columns as Int32Array[];
  const [vol, strike, pnl, opnl, hpnl] = columns.slice(6) as Float64Array[];
  const sums = { asset, component, month, entry, expiry, vol, strike, pnl, opnl, hpnl };
  return repeat(sums as Omit<StraddleSums, "count" | "text">, copies!);
}

async function days(
  database: RunDatabase,
  table: "assets" | "components",
  owners: number,
): Promise<DaySums[]> {
  const columns = await database.columns(daysSql(table), 5);
  const [owner, day, live, vols, known] = columns as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const [vol, mv, weight, pnl, opnl, hpnl] = columns.slice(5) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let end = 0;
  return Array.from({ length: owners }, (_, i) => {
    const begin = end;
    while (owner[end] === i) end++;
    const own = <T extends Int32Array | Float64Array>(column: T) =>
      column.subarray(begin, end) as T;
    return {
      day: own(day),
      live: own(live),
      vols: own(vols),
      known: own(known),
      vol: own(vol),
      mv: own(mv),
      weight: own(weight),
      pnl: own(pnl),
      opnl: own(opnl),
      hpnl: own(hpnl),
    };
  });
}
