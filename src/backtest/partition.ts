/**
 * A run in parts: a folder of files, one a year, class or asset (`--partition-by`), each of them the
 * run of that part alone. Not the shards of a run on several machines, which are one program each.
 *
 * The year is that of expiry: a straddle's days stay together, so that a file's counts and end
 * states are its own, and `year=2024` holds what `backtest PATTERN 2024` gives, byte for byte.
 */
import type { YearSpan } from "../base/calendar.ts";
import type { Amt, Asset } from "../inputs/amt/asset_table.ts";
import { hiveValue } from "../output/folder_sink.ts";
import type { CostSums } from "../engine/cost_tally.ts";
import type { AssetCounts } from "../engine/value_asset.ts";
import { assetLabels } from "../runs/labels.ts";
import { mergeFaults, mergePnl } from "./merge.ts";
import type { PartitionKey } from "./partition_keys.ts";
import type { BacktestResult } from "./request.ts";

/** What came of a run, or of a part of it. */
export type RunResult = Omit<BacktestResult, "amt" | "doubts" | "plan" | "years">;

/** Which straddles a run values. */
export interface Selection {
  readonly assets: readonly Asset[];
  readonly years: YearSpan;
}

/** A part of the selection, and its folder's name, like `year=2024`. */
export interface Part extends Selection {
  readonly folder: string;
}

/** Whether a file, by its path in a folder, may be one of a run in parts. */
export function isPartFile(path: string): boolean {
  return /^(year|class|asset)=[^/\\]*[/\\](\.?run\.(parquet|csv|tsv|json|ndjson)(\.\d+\.partial)?)$/
    .test(path);
}

/** The parts of a selection, in the order of their values; none is empty. */
export function partsOf(by: PartitionKey, amt: Amt, { assets, years }: Selection): Part[] {
  if (by === "year") {
    return Array.from({ length: years.to - years.from + 1 }, (_, i) => {
      const year = years.from + i;
      return { folder: `year=${year}`, assets, years: { from: year, to: year } };
    });
  }
  const labels = assetLabels(amt, assets);
  const groups = Map.groupBy(
    assets,
    ({ underlying }) => by === "asset" ? underlying : labels.get(underlying)!.class,
  );
  return [...groups].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([value, assets]) => ({ folder: `${by}=${hiveValue(value)}`, assets, years }));
}

/** What was found in all parts, put together. */
export function sumParts(parts: readonly RunResult[]): RunResult {
  const last = parts.at(-1)!;
  return {
    counts: sumCounts(parts.flatMap(({ counts }) => counts)),
    failures: parts.flatMap(({ failures }) => failures),
    rows: parts.reduce((rows, part) => rows + part.rows, 0),
    pnl: mergePnl(parts.map(({ pnl }) => pnl)),
    facts: undefined,
    faults: mergeFaults(parts.flatMap(({ faults }) => faults)),
    doubtful: [...new Set(parts.flatMap(({ doubtful }) => doubtful))].sort(),
    incompleteRows: last.incompleteRows,
    shiftedHours: last.shiftedHours,
    // Those of a worker since its start.
    caches: last.caches,
    phases: last.phases,
    closed: false,
  };
}

/** One line an asset, that of all its parts together. */
function sumCounts(all: readonly AssetCounts[]): AssetCounts[] {
  return [...Map.groupBy(all, ({ asset }) => asset).values()].map((parts) =>
    parts.reduce((a, b) => ({
      asset: a.asset,
      states: a.states.map((count, i) => count + b.states[i]!),
      notes: a.notes.map((count, i) => count + b.notes[i]!),
      pnl: a.pnl + b.pnl,
      refusal: a.refusal ?? b.refusal,
      costs: a.costs && b.costs && sumCosts(a.costs, b.costs),
    }))
  );
}

/** Straddles of different parts may have traded on the same day, which their sums do not tell (G-5). */
function sumCosts(a: CostSums, b: CostSums): CostSums {
  return {
    gross: a.gross + b.gross,
    option: a.option + b.option,
    hedge: a.hedge + b.hedge,
    netted: NaN,
  };
}
