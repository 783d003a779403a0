/**
 * What a worker does with its hand of tasks: resolve the straddles through the caches, read their
 * prices with one query, value them, and hand the encoded rows on, task by task.
 */
import { inputError } from "../base/errors.ts";
import { NO_ASSET } from "./board.ts";
import type { Asset } from "../inputs/amt/asset_table.ts";
import type { ChunkEncoder, EncodedChunk } from "../output/format.ts";
import { freeMemory } from "../base/buffers.ts";
import type { Plan, Task } from "./plan.ts";
import { type PnlByDay, PnlTally } from "../engine/pnl_tally.ts";
import type { PriceDatabase } from "../inputs/prices/database.ts";
import type { PriceSeries, SeriesFaults } from "../inputs/prices/series.ts";
import { resolveAsset, type StraddleTable } from "../engine/resolve.ts";
import { SeriesCollector } from "../engine/series.ts";
import type { Inputs } from "../loader.ts";
import { doubtfulSeries } from "../inspect/check/sanity/doubtful.ts";
import { RowBuffer } from "../engine/row_buffer.ts";
import type { Stopwatch } from "../base/stopwatch.ts";
import { AssetValuation } from "../engine/valuation.ts";
import { type AssetCounts, straddleTexts, valueAsset } from "../engine/value_asset.ts";
import { addedColumns, PLAIN, type Switches } from "../engine/switches.ts";

/** A straddle that ended in an error, with the reason. */
export interface StraddleFailure {
  readonly asset: string;
  readonly straddle: string;
  readonly message: string;
}

export interface EngineReport {
  readonly counts: readonly AssetCounts[];
  readonly failures: readonly StraddleFailure[];
  readonly rows: number;
  readonly tally: PnlByDay;
  readonly faults: readonly SeriesFaults[];
  /** The series whose prices look doubtful. */
  readonly doubtful: readonly string[];
}

/** Takes the chunks of tasks, in the order they are made. */
export interface TaskSink {
  chunk(task: Task, rows: number, encoded: EncodedChunk): void;
  /** All chunks of the task were handed over. */
  endTask(task: Task): void;
  /**
   * Tells where the work is: the asset's position in the plan (or NO_ASSET, when it is for all of
   * them) and the straddles done since the last call.
   */
  progress(asset: number, straddles: number): void;
}

/** What tasks are worked out from. */
export interface Sources {
  readonly inputs: Inputs;
  readonly database: PriceDatabase;
}

/** The tasks of one worker, and how to do them. */
export interface Hand {
  readonly plan: Plan;
  readonly tasks: readonly Task[];
  readonly allDays: boolean;
  /** Missing = none. */
  readonly switches?: Switches;
  /** What the straddles and prices of a batch may take; missing = all tasks are one batch. */
  readonly batchBytes?: number | undefined;
}

/** Where the rows go, and the watch that tells what they took. */
export interface Outlet {
  readonly encoder: ChunkEncoder;
  readonly sink: TaskSink;
  readonly watch: Stopwatch;
}

/** Bytes of a price, and of a straddle in its table, about. */
const SLOT_BYTES = 8, STRADDLE_BYTES = 60;

/**
 * Values the tasks, in order: in batches of as many as need `batchBytes` for their straddles and
 * prices, each with one query. Throws when an input fails or the sink does.
 */
export async function runTasks(
  { inputs, database }: Sources,
  { plan, tasks, allDays, switches = PLAIN, batchBytes = Infinity }: Hand,
  { encoder, sink, watch }: Outlet,
): Promise<EngineReport> {
  const added = addedColumns(switches);
  const buffer = new RowBuffer(plan.chunkRows, plan.hedges.length, plan.maxCopies, added);
  const counts: AssetCounts[] = [];
  const failures: StraddleFailure[] = [];
  const faults: SeriesFaults[] = [];
  const doubtful: string[] = [];
  const tally = new PnlTally(plan.months);
  let rows = 0;

  /** Resolves tasks from the `next` on, until what they need is as large as a batch may be. */
  function resolveBatch(next: number) {
    const series = new SeriesCollector();
    const tables: StraddleTable[][] = [];
    let straddles = 0;
    do {
      tables.push(tasks[next + tables.length]!.assets.map((position) => {
        sink.progress(position, 0);
        const asset = findAsset(inputs, plan.assets[position]!);
        const table = resolveAsset(inputs, asset, plan.months, series);
        straddles += table.row.length;
        return table;
      }));
    } while (
      next + tables.length < tasks.length &&
      SLOT_BYTES * series.slots() + STRADDLE_BYTES * straddles < batchBytes
    );
    return { series, tables };
  }

  function valueTask(task: Task, tables: readonly StraddleTable[], prices: PriceSeries): void {
    const flush = () => {
      if (buffer.rows === 0) return;
      watch.lap("value");
      rows += buffer.rows;
      sink.chunk(task, buffer.rows, encoder.encode(buffer.chunk()));
      buffer.reset();
      watch.lap("encode");
    };
    tables.forEach((table, a) => {
      sink.progress(task.assets[a]!, 0);
      const valuation = new AssetValuation(table, prices, plan.hedges, allDays, switches);
      counts.push(valueAsset(valuation, buffer, flush, tally));
      for (const [i, message] of table.errors) {
        const straddle = straddleTexts(table)(i);
        failures.push({ asset: table.asset.underlying, straddle, message });
      }
      sink.progress(task.assets[a]!, table.count);
    });
    flush();
    sink.endTask(task);
  }

  for (let done = 0; done < tasks.length;) {
    const { series, tables } = resolveBatch(done);
    watch.lap("resolve");
    sink.progress(NO_ASSET, 0);
    const prices = await database.load(series);
    watch.lap("load");
    faults.push(...prices.faults);
    doubtful.push(...doubtfulSeries({ tables: tables.flat(), series, prices }));
    watch.lap("doubt");
    for (const ofTask of tables) valueTask(tasks[done++]!, ofTask, prices);
    freeMemory(prices.values);
  }
  const { firstDay, byDay, strikeDays } = tally;
  return { counts, failures, rows, tally: { firstDay, byDay, strikeDays }, faults, doubtful };
}

function findAsset({ amt }: Inputs, underlying: string): Asset {
  const asset = amt.byUnderlying.get(underlying);
  if (!asset) {
    throw inputError(`The asset table changed during the run: asset "${underlying}" is gone`);
  }
  return asset;
}
