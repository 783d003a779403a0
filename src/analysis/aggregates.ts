/** A run's rows summed by straddle, by asset and day, and by schedule component and day. */
import { componentText } from "../asset_labels.ts";
import { nothingError } from "../errors.ts";
import { notARun } from "../run_files.ts";
import type { RunDatabase } from "../run_database.ts";
import {
  ASSETS_SQL,
  COMPONENTS_SQL,
  daysSql,
  positionsSql,
  STRADDLES_SQL,
  STRANGE_SQL,
  sumsSql,
} from "./aggregates_sql.ts";

export interface RunAggregates {
  /** The assets that have a row, in code-point order. */
  readonly assets: readonly string[];
  /** Schedule components, like `N0_F3_25`. */
  readonly components: readonly string[];
  readonly straddles: StraddleSums;
  readonly assetDays: DaySums;
  readonly componentDays: DaySums;
}

/** A row a straddle, in the order of the run. P&L is unweighted; a missing number is NaN. */
export interface StraddleSums {
  readonly count: number;
  /** Position among the run's texts: straddles of the same text share one. */
  readonly text: Int32Array;
  /** Positions in `assets` and `components`. */
  readonly asset: Int32Array;
  readonly component: Int32Array;
  /** Expiry month: 12 · year + month - 1. */
  readonly month: Int32Array;
  readonly entry: Int32Array;
  readonly expiry: Int32Array;
  /** Implied vol at entry, percent. */
  readonly vol: Float64Array;
  readonly strike: Float64Array;
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
}

/** A row a day of an asset or component, one asset or component after the other. */
export interface DaySums {
  /** Position of the asset or component. */
  readonly owner: Int32Array;
  readonly day: Int32Array;
  /** Straddles with a value. */
  readonly live: Int32Array;
  /** How many of them have a vol, and its sum. */
  readonly vols: Int32Array;
  readonly vol: Float64Array;
  readonly mv: Float64Array;
  /** Weighted (H-17). */
  readonly pnl: Float64Array;
  readonly opnl: Float64Array;
  readonly hpnl: Float64Array;
}

/**
 * Sums the rows of the database's first run, opened with one thread. Weights are the percents at the
 * end of straddle texts over 100, and 1 where there is none (H-17). Throws exit-3 errors, and exit 1
 * for a run without rows.
 */
export async function aggregate(database: RunDatabase): Promise<RunAggregates> {
  const { path, columns, ...source } = database.runs[0]!;
  const empty = nothingError(`Nothing to sum up: the run "${path}" has no rows`);
  if (columns === undefined) throw empty;
  await database.run(sumsSql({ ...source, columns }));
  const strange = (await database.rows(STRANGE_SQL))[0];
  if (strange) throw notARun(path, String(strange.reason));
  await database.run(positionsSql("assets", ASSETS_SQL));
  await database.run(positionsSql("components", COMPONENTS_SQL));
  if ((await database.rows(ASSETS_SQL)).length === 0) throw empty;
  const names = async (sql: string) => (await database.rows(sql)).map(({ name }) => String(name));
  return {
    assets: await names(ASSETS_SQL),
    components: (await names(COMPONENTS_SQL)).map((fields) => componentText(fields.split("|"))),
    straddles: await straddles(database),
    assetDays: await days(database, "assets"),
    componentDays: await days(database, "components"),
  };
}

async function straddles(database: RunDatabase): Promise<StraddleSums> {
  const columns = await database.columns(STRADDLES_SQL, 6);
  const [asset, component, month, entry, expiry, copies] = columns as Int32Array[];
  const [vol, strike, pnl, opnl, hpnl] = columns.slice(6) as Float64Array[];
  const text = Int32Array.from(asset!, (_, i) => i);
  const sums = { text, asset, component, month, entry, expiry, vol, strike, pnl, opnl, hpnl };
  return repeat(sums as Omit<StraddleSums, "count">, copies!);
}

/** Straddles of the same text are alike in everything; each of `copies` has its part of the sums. */
function repeat(sums: Omit<StraddleSums, "count">, copies: Int32Array): StraddleSums {
  if (copies.every((n) => n === 1)) return { count: copies.length, ...sums };
  const rows = Array.from(copies).flatMap((n, i) => Array<number>(n).fill(i));
  const ints = (column: Int32Array) => Int32Array.from(rows, (i) => column[i]!);
  const doubles = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
  const parts = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]! / copies[i]!);
  return {
    count: rows.length,
    text: ints(sums.text),
    asset: ints(sums.asset),
    component: ints(sums.component),
    month: ints(sums.month),
    entry: ints(sums.entry),
    expiry: ints(sums.expiry),
    vol: doubles(sums.vol),
    strike: doubles(sums.strike),
    pnl: parts(sums.pnl),
    opnl: parts(sums.opnl),
    hpnl: parts(sums.hpnl),
  };
}

async function days(database: RunDatabase, table: "assets" | "components"): Promise<DaySums> {
  const columns = await database.columns(daysSql(table), 4);
  const [owner, day, live, vols] = columns as [Int32Array, Int32Array, Int32Array, Int32Array];
  const [vol, mv, pnl, opnl, hpnl] = columns.slice(4) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { owner, day, live, vols, vol, mv, pnl, opnl, hpnl };
}
