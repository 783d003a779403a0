/** The backtest: plan → pool → sorted output. */
import { civilOf } from "./calendar.ts";
import { Board } from "./board.ts";
import type { AssetCounts, StraddleFailure } from "./engine.ts";
import { type Budget, duckdbShare, makeBudget } from "./memory_budget.ts";
import { EXIT, inputError, nothingError, StraddleError, usageError } from "./errors.ts";
import type { InputPaths } from "./inputs.ts";
import { refuseBroken } from "./amt_problems.ts";
import { type Amt, compilePattern, findAssets, loadAmt } from "./loader.ts";
import { hashInputs, type Manifest } from "./manifest.ts";
import type { CacheStats } from "./memo.ts";
import type { FormatOptions } from "./output/format.ts";
import { type FormatName, loadFormat } from "./output/formats.ts";
import { ClosedPipe, createFile, openAppender } from "./output/sink.ts";
import { Stopped } from "./output/turn_writer.ts";
import { chunkRows, deal, makePlan, type Plan } from "./plan.ts";
import { WorkerPool } from "./pool.ts";
import type { SeriesFaults } from "./prices.ts";
import type { Done } from "./protocol.ts";
import { backtestColumns } from "./rows.ts";
import { type Phases, Stopwatch } from "./stopwatch.ts";
import { compareText } from "./text.ts";

export interface BacktestRequest {
  readonly inputs: InputPaths;
  readonly pattern: string;
  /** Expiry years; absent = those the prices cover. */
  readonly years: { readonly from: number; readonly to: number } | undefined;
  readonly allDays: boolean;
  readonly format: FormatName;
  readonly options: FormatOptions;
  /** The output file; undefined = standard output. */
  readonly output: string | undefined;
  /** Width of the terminal, for formats that care. */
  readonly width: number | undefined;
  readonly workers: number;
  readonly memoize: boolean;
  /** Bytes that the process should stay below; undefined = no limit. */
  readonly memory: number | undefined;
  /** Is told when the run begins; the result is called when it ends, however it ends. */
  readonly watch: (board: Board, plan: Plan) => () => void;
}

export interface BacktestResult {
  readonly amt: Amt;
  readonly plan: Plan;
  readonly years: { readonly from: number; readonly to: number };
  readonly counts: readonly AssetCounts[];
  readonly failures: readonly StraddleFailure[];
  readonly rows: number;
  readonly faults: readonly SeriesFaults[];
  readonly caches: readonly CacheStats[];
  /** Milliseconds by phase: main's, then each worker's. */
  readonly phases: readonly Phases[];
  /** Whether the reader of standard output left before the end. */
  readonly closed: boolean;
}

/**
 * Runs a backtest and writes its table. Throws exit-coded errors; whatever happens, the output file
 * is absent, what it was before, or complete.
 */
export async function backtest(request: BacktestRequest): Promise<BacktestResult> {
  const { inputs, format: formatName, memoize, memory } = request;
  if (inputs.prices.length === 0) {
    throw usageError("No prices: name them with --prices FILE, or a folder with --data DIR");
  }
  const pattern = compilePattern(request.pattern);
  const watch = new Stopwatch();
  watch.lap("start");
  const pool = new WorkerPool(
    {
      amt: inputs.amt,
      chain: inputs.chain,
      overrides: inputs.overrides,
      prices: inputs.prices,
      // The caches grow with every month of every asset.
      memoize: memoize && memory === undefined,
      format: formatName,
      duckdbBytes: memory === undefined ? undefined : duckdbShare(memory, request.workers),
    },
    request.years === undefined,
  );
  try {
    const amt = loadAmt(inputs.amt);
    const assets = findAssets(amt, pattern, { live: true });
    refuseBroken(amt, assets);
    if (assets.length === 0) throw nothingError(nothingMatches(amt, pattern, request.pattern));
    const years = request.years ?? await coveredYears(pool);
    const plan = makePlan(amt, assets, years, request.allDays);
    // A worker that has nothing to do would only take time from the others.
    const workers = Math.min(request.workers, plan.tasks.length);
    const budget = memory === undefined ? undefined : makeBudget(memory, {
      workers: request.workers,
      straddles: plan.straddles,
      chunkRows: chunkRows(plan.tasks),
      tableBytes: Deno.statSync(inputs.amt).size,
    });
    pool.grow(Math.min(workers, budget?.workers ?? workers));
    watch.lap("plan");
    return { ...await run(request, pool, plan, budget, years, watch), amt };
  } finally {
    pool.terminate();
  }
}

function nothingMatches(amt: Amt, pattern: RegExp, source: string): string {
  const dead = findAssets(amt, pattern, { live: false });
  const why = dead.length === 0
    ? "no asset matches"
    : `${dead.length === 1 ? "the asset that matches is" : "the assets that match are"} not live`;
  return `Nothing to value for "${source}": ${why}`;
}

async function coveredYears(pool: WorkerPool) {
  const span = await pool.span();
  if (!span) throw inputError("Cannot tell the years: the price files hold no rows");
  return { from: civilOf(span.first).year, to: civilOf(span.last).year };
}

async function run(
  request: BacktestRequest,
  pool: WorkerPool,
  plan: Plan,
  budget: Budget | undefined,
  years: { readonly from: number; readonly to: number },
  watch: Stopwatch,
): Promise<Omit<BacktestResult, "amt">> {
  const format = await loadFormat(request.format);
  const columns = backtestColumns(plan.hedges);
  const file = request.output === undefined ? undefined : createFile(request.output);
  const name = request.output ?? "standard output";
  const board = Board.create(pool.size);
  const unwatch = request.watch(board, plan);
  let closed = false;
  let done: Done[] = [];
  try {
    const header = format.header(columns);
    const hands = deal(plan.tasks, pool.size);
    const works = hands.map((tasks, worker) => ({
      kind: "work" as const,
      plan,
      tasks,
      allDays: request.allDays,
      batchBytes: budget?.batch,
      backlogBytes: budget?.backlog,
      options: request.options,
      output: file?.path,
      header,
      outputName: name,
      board: board.buffer,
      worker,
    }));
    const failures: Failure[] = [];
    const running = pool.run(works, (worker) => {
      failures.push({ worker, asset: plan.assets[board.currentAsset(worker)] });
      board.stop();
    });
    const manifest = request.format === "parquet"
      ? hashInputs(request.inputs)
      : Promise.resolve(undefined);
    done = await running.catch((error) => {
      throw nameFailure(error, failures[0]);
    });
    watch.lap("workers");
    const footer = format.footer(columns, {
      chunks: writtenChunks(done, header.length),
      metadata: metadataOf(await manifest, request, plan, years, done),
      ...(request.width === undefined ? {} : { width: request.width }),
    });
    const appender = openAppender(file?.path, name);
    appender.write(footer);
    appender.close();
    file?.commit();
    watch.lap("finish");
  } catch (error) {
    file?.discard();
    if (!(error instanceof ClosedPipe)) throw error;
    closed = true;
  } finally {
    unwatch();
  }
  return {
    plan,
    years,
    counts: done.flatMap(({ report }) => report.counts),
    failures: done.flatMap(({ report }) => report.failures),
    rows: done.reduce((rows, { report }) => rows + report.rows, 0),
    faults: mergeFaults(done),
    caches: mergeCaches(done),
    phases: [watch.phases, ...done.map(({ phases }) => phases)],
    closed,
  };
}

interface Failure {
  readonly worker: number;
  readonly asset: string | undefined;
}

/** A worker's failure with the asset it was at, unless it is a fault of an input or the output. */
function nameFailure(error: unknown, failure: Failure | undefined): unknown {
  if (error instanceof ClosedPipe || error instanceof Stopped) return error;
  if (error instanceof StraddleError && error.exitCode !== EXIT.defect) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const where = failure?.asset === undefined ? "" : ` at asset "${failure.asset}"`;
  return new StraddleError(`A worker failed${where}: ${reason}`, EXIT.defect);
}

/** All chunks in output order, with their places in the output. */
function writtenChunks(done: readonly Done[], start: number) {
  const chunks = done.flatMap(({ chunks }) => chunks).sort((a, b) => a.task - b.task);
  let offset = start;
  return chunks.map(({ rows, bytes, note }) => {
    const chunk = { rows, offset, note };
    offset += bytes;
    return chunk;
  });
}

function metadataOf(
  manifest: Manifest | undefined,
  request: BacktestRequest,
  plan: Plan,
  years: { readonly from: number; readonly to: number },
  done: readonly Done[],
): Record<string, string> {
  if (!manifest) return {};
  const { pattern, allDays } = request;
  const rows = done.reduce((rows, { report }) => rows + report.rows, 0);
  return {
    "straddle.version": manifest.version,
    "straddle.arguments": JSON.stringify({ pattern, ...years, allDays }),
    "straddle.inputs": JSON.stringify(manifest.inputs),
    "straddle.counts": JSON.stringify({
      assets: plan.assets.length,
      straddles: plan.straddles,
      rows,
    }),
  };
}

/** The faults of all series, each counted once though several workers may have read it. */
function mergeFaults(done: readonly Done[]): SeriesFaults[] {
  const all = new Map<string, SeriesFaults>();
  for (const faults of done.flatMap(({ report }) => report.faults)) {
    const key = JSON.stringify([faults.ticker, faults.field]);
    const other = all.get(key);
    if (!other || other.missing + other.duplicates < faults.missing + faults.duplicates) {
      all.set(key, faults);
    }
  }
  return [...all].sort(([a], [b]) => compareText(a, b)).map(([, faults]) => faults);
}

function mergeCaches(done: readonly Done[]): CacheStats[] {
  const sums = new Map<string, CacheStats>();
  for (const stats of done.flatMap(({ caches }) => caches)) {
    const sum = sums.get(stats.name);
    sums.set(stats.name, {
      name: stats.name,
      entries: stats.entries + (sum?.entries ?? 0),
      hits: stats.hits + (sum?.hits ?? 0),
      misses: stats.misses + (sum?.misses ?? 0),
      bytes: stats.bytes + (sum?.bytes ?? 0),
    });
  }
  return [...sums.values()];
}
