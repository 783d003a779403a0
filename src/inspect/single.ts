/** One straddle through the engine: its daily table and what the engine found, for looking closely. */
import { AssetValuation, type Outcome } from "../engine/valuation.ts";
import type { Chunk, ColumnSpec } from "../output/chunk.ts";
import type { PriceDatabase } from "../inputs/prices/database.ts";
import type { PriceSeries } from "../inputs/prices/series.ts";
import { resolveAsset, type StraddleTable } from "../engine/resolve.ts";
import { SeriesCollector } from "../engine/series.ts";
import type { Inputs } from "../loader.ts";
import { RowBuffer } from "../engine/row_buffer.ts";
import { backtestColumns, hedgeColumns } from "../engine/columns.ts";
import { addedColumns, PLAIN, type Switches } from "../engine/switches.ts";
import { scheduleText, selectStraddle, type Straddle, straddleText } from "../schedules.ts";
import { firstDayOfMonth } from "../base/calendar.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";

export interface SingleValuation {
  readonly asset: Asset;
  readonly straddle: Straddle;
  /** The straddle's text. */
  readonly text: string;
  /** Where the engine keeps it: position `at` of its table. */
  readonly table: StraddleTable;
  readonly at: number;
  readonly series: SeriesCollector;
  readonly prices: PriceSeries;
  /** What speaks against the units of the asset's series, by this straddle's days. */
  readonly refusal: string | undefined;
  /** As a backtest counts it. */
  readonly outcome: Readonly<Outcome>;
  readonly switches: Switches;
  readonly columns: readonly ColumnSpec[];
  /** Every day from the first of the entry month to the last of the expiry month. */
  readonly chunk: Chunk;
}

/**
 * Values straddle `index` of an asset and expiry month; the index wraps, negative ones too (S-12).
 * The columns are those of a backtest, with this straddle's hedges only. A straddle without any
 * price column has no rows (P-2).
 */
export async function valueSingle(
  inputs: Inputs,
  database: PriceDatabase,
  asset: Asset,
  month: number,
  index: number,
  switches: Switches = PLAIN,
): Promise<SingleValuation> {
  const straddle = selectStraddle(inputs.amt, asset, month, index);
  const text = straddleText(straddle);
  const series = new SeriesCollector();
  const resolved = resolveAsset(inputs, asset, { first: month, last: month }, series);
  const at = findStraddle(resolved, straddle);
  // Components that are alike share one position; here only one of them is wanted.
  const table = { ...resolved, copies: resolved.copies.map(() => 1) };
  const prices = await database.load(series);
  const hedges = hedgeColumns(table.hedgeParams.filter((_, k) => table.hedges[k]![at]! >= 0));
  const value = (allDays: boolean) => {
    const buffer = new RowBuffer(1, hedges.length, 1, addedColumns(switches));
    const valuation = new AssetValuation(table, prices, hedges, allDays, switches);
    const outcome = { ...valuation.value(at, buffer, () => text) };
    buffer.endAsset(asset.underlying, asset.model);
    return { outcome, chunk: buffer.chunk(), refusal: valuation.refusal };
  };
  // With all days every straddle has rows, so only a run without them tells "invalid data" apart.
  const { outcome, refusal } = value(false);
  return {
    asset,
    straddle,
    text,
    table,
    at,
    series,
    prices,
    refusal,
    outcome,
    switches,
    columns: backtestColumns(hedges, switches),
    chunk: value(true).chunk,
  };
}

/** The position of a straddle in the table of its asset and month. */
function findStraddle(table: StraddleTable, { row }: Straddle): number {
  const text = scheduleText(row);
  for (let i = 0; i < table.count; i++) {
    if (scheduleText(table.rows[table.row[i]!]!) === text) return i;
  }
  throw new Error(`straddle ${text} of asset "${table.asset.underlying}" was not resolved`);
}

/** The price columns of a straddle, each with its values by day. */
export function priceColumns({ table, at, prices, columns, chunk, straddle }: SingleValuation) {
  const column = (name: string, id: number) => ({
    name,
    id,
    on: (day: number) => prices.values[prices.origins[id]! + day]!,
  });
  const vol = table.vol[at]! >= 0 ? [column("vol", table.vol[at]!)] : [];
  if (vol[0] !== undefined && (table.marks?.near[at] ?? -1) >= 0) {
    // What the straddle is marked with is no series of its own.
    const marks = chunk.columns[columns.findIndex(({ name }) => name === "vol")]!;
    const first = firstDayOfMonth(straddle.entry);
    vol[0].on = (day) => marks.kind === "plain" ? marks.values[day - first]! : NaN;
  }
  const hedges = table.hedgeParams.flatMap((name, k) => {
    const id = table.hedges[k]![at]!;
    return id >= 0 ? [column(name, id)] : [];
  });
  return { vol, hedges, all: [...vol, ...hedges] };
}
