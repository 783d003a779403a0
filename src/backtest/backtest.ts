/** The backtest: plan → pool → sorted output. */
import { civilOf } from "../base/calendar.ts";
import { Board, NO_ASSET } from "./board.ts";
import { hearSignals } from "../base/cancel.ts";
import type { AssetCounts, StraddleFailure } from "./tasks.ts";
import { type Budget, duckdbShare, makeBudget } from "./budget.ts";
import { EXIT, inputError, nothingError, StraddleError } from "../base/errors.ts";
import { type InputPaths, listed } from "../inputs/paths.ts";
import { refuseBroken, slipHint } from "../inputs/amt/problems.ts";
import { requireUnchanged, willRead } from "../base/ledger.ts";
import { type Amt, type Asset, compilePattern, findAssets, loadAmt } from "../loader.ts";
import { hashInputs, type Manifest } from "./manifest.ts";
import type { CacheStats } from "../base/memo.ts";
import type { FormatOptions } from "../output/format.ts";
import { type FormatName, loadFormat } from "../output/formats.ts";
import { type AssetFacts, type RunFacts, toMetadata } from "../runs/facts.ts";
import { STATES } from "../engine/states.ts";
import { assetLabels } from "../runs/labels.ts";
import { chooseColumns } from "../output/choose_columns.ts";
import { ClosedPipe, createFile, openAppender } from "../output/sink.ts";
import { Stopped } from "./turn_writer.ts";
import { OutOfMemory } from "../base/out_of_memory.ts";
import { searching } from "../base/pattern.ts";
import { chunkRows, deal, makePlan, type Plan, type Task } from "./plan.ts";
import { WorkerPool } from "./pool.ts";
import type { SeriesFaults } from "../inputs/prices/database.ts";
import type { Done } from "./protocol.ts";
import { backtestColumns } from "../engine/row_buffer.ts";
import { type Phases, Stopwatch } from "../base/stopwatch.ts";
import { compareText } from "../base/text.ts";
import { patternHint } from "../base/suggest.ts";

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
  readonly workers: number;
  readonly memoize: boolean;
  /** Whether the run's facts are wanted, which takes reading the inputs once more. */
  readonly wantFacts: boolean;
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
  /** Weighted P&L of the run by day, from `firstDay` on. */
  readonly pnl: { readonly firstDay: number; readonly byDay: Float64Array };
  /** Undefined when they were not asked for. */
  readonly facts: RunFacts | undefined;
  readonly faults: readonly SeriesFaults[];
  /** Rows of the price files without ticker, field or date. */
  readonly nameless: number;
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
  const pattern = compilePattern(request.pattern);
  listed(inputs).forEach(willRead);
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
    firstWorkers(request),
  );
  try {
    const amt = loadAmt(inputs.amt);
    const find = (live: boolean) =>
      searching(request.pattern, () => findAssets(amt, pattern, { live }));
    const assets = await find(true);
    refuseBroken(amt, assets);
    if (assets.length === 0) {
      throw nothingError(nothingMatches(amt, await find(false), request.pattern));
    }
    const years = request.years ?? await coveredYears(pool);
    await hearSignals();
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
    return { ...await run(request, pool, amt, plan, budget, years, watch), amt };
  } finally {
    pool.terminate();
  }
}

/** Bytes of an asset table with some 60 assets. */
const LARGE_TABLE = 1 << 16;
/** Tasks that a year of such a table makes at least. */
const TASKS_A_YEAR = 2;

/**
 * How many workers to start before there is a plan. One is always needed; a run over all assets of
 * a large table needs the others too, and a plan takes a tenth of a second.
 */
function firstWorkers({ inputs, pattern, years, workers, memory }: BacktestRequest): number {
  if (pattern !== "." || memory !== undefined) return 1;
  if (Deno.statSync(inputs.amt).size < LARGE_TABLE) return 1;
  const tasks = TASKS_A_YEAR * (years === undefined ? 1 : years.to - years.from + 1);
  return Math.min(workers, tasks);
}

/** `dead`: the assets that match and are not live. */
function nothingMatches(amt: Amt, dead: readonly Asset[], source: string): string {
  const why = dead.length === 0
    ? `no asset matches${patternHint(source)}`
    : `${dead.length === 1 ? "the asset that matches is" : "the assets that match are"} not live`;
  return `Nothing to value for "${source}": ${why}${slipHint(amt, dead)}`;
}

async function coveredYears(pool: WorkerPool) {
  const span = await pool.span().catch((error) => {
    throw nameFailure(error, " while reading the years of the prices");
  });
  if (!span) throw inputError("Cannot tell the years: the price files hold no rows");
  return { from: civilOf(span.first).year, to: civilOf(span.last).year };
}

/** How often the disk is told to begin with what was written. */
const FLUSH_MS = 200;

async function run(
  request: BacktestRequest,
  pool: WorkerPool,
  amt: Amt,
  plan: Plan,
  budget: Budget | undefined,
  years: { readonly from: number; readonly to: number },
  watch: Stopwatch,
): Promise<Omit<BacktestResult, "amt">> {
  const columns = backtestColumns(plan.hedges);
  const format = chooseColumns(await loadFormat(request.format), columns, request.options.columns);
  const file = request.output === undefined ? undefined : createFile(request.output);
  const name = request.output ?? "standard output";
  const board = Board.create(pool.size);
  const unwatch = request.watch(board, plan);
  let closed = false;
  let done: Done[] = [];
  let facts: RunFacts | undefined;
  try {
    const header = format.header(columns);
    const hands = deal(plan.tasks, Math.min(pool.size, plan.tasks.length));
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
    const failures: string[] = [];
    const flushing = setInterval(() => file?.flush(), FLUSH_MS);
    const running = pool.run(works, (worker) => {
      failures.push(placeOf(plan, hands[worker]!, board.currentAsset(worker)));
      board.stop();
    });
    const manifest = request.wantFacts ? hashInputs(request.inputs) : Promise.resolve(undefined);
    // Awaited last; until then its fault must not end the program.
    manifest.catch(() => {});
    done = await running.catch((error) => {
      throw nameFailure(error, failures[0]);
    }).finally(() => clearInterval(flushing));
    watch.lap("workers");
    const known = await manifest;
    // Before the end of what is streamed; a file is looked after by its commit.
    requireUnchanged();
    if (known) facts = runFacts(known, request, amt, plan, years, done);
    const footer = format.footer(columns, {
      chunks: writtenChunks(done, header.length),
      metadata: facts ? toMetadata(facts) : {},
      terminal: request.options.terminal,
    });
    const appender = openAppender(file?.path, name);
    await appender.write(footer);
    appender.close();
    await file?.commit();
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
    pnl: mergePnl(done),
    facts,
    faults: mergeFaults(done),
    nameless: done.reduce((sum, { nameless }) => sum + nameless, 0),
    caches: mergeCaches(done),
    phases: [watch.phases, ...done.map(({ phases }) => phases)],
    closed,
  };
}

/** Where a worker is, in words: at an asset, or still reading for all of its hand. */
function placeOf(plan: Plan, hand: readonly Task[], current: number): string {
  if (current !== NO_ASSET) return ` at asset "${plan.assets[current]}"`;
  const [first, ...others] = hand.flatMap(({ assets }) => assets);
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return ` while reading for asset "${plan.assets[first!]}"${more}`;
}

/** A worker's failure with the place it was at, unless it is a fault of an input or the output. */
function nameFailure(error: unknown, where = ""): unknown {
  if (error instanceof ClosedPipe || error instanceof Stopped) return error;
  if (error instanceof OutOfMemory) return new OutOfMemory(error.reason, where);
  if (error instanceof StraddleError && error.exitCode !== EXIT.defect) return error;
  const reason = error instanceof Error ? error.message : String(error);
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

function runFacts(
  { version, inputs }: Manifest,
  { pattern, allDays }: BacktestRequest,
  amt: Amt,
  plan: Plan,
  years: { readonly from: number; readonly to: number },
  done: readonly Done[],
): RunFacts {
  const entries = plan.assets.map((underlying) => amt.byUnderlying.get(underlying)!);
  const assets = new Map<string, AssetFacts>();
  for (const [underlying, label] of assetLabels(amt, entries)) {
    assets.set(underlying, { ...label, states: {} });
  }
  // An Underlying with two entries is valued twice: its counts add up (L-2).
  for (const { asset, states } of done.flatMap(({ report }) => report.counts)) {
    const facts = assets.get(asset)!;
    const sums: AssetFacts["states"] = { ...facts.states };
    STATES.forEach((name, state) => {
      if (states[state]! > 0) sums[name] = (sums[name] ?? 0) + states[state]!;
    });
    assets.set(asset, { ...facts, states: sums });
  }
  const rows = done.reduce((rows, { report }) => rows + report.rows, 0);
  return {
    version,
    arguments: { pattern, ...years, allDays },
    inputs,
    counts: { assets: plan.assets.length, straddles: plan.straddles, rows },
    assets: Object.fromEntries([...assets].sort(([a], [b]) => compareText(a, b))),
  };
}

function mergePnl(done: readonly Done[]): BacktestResult["pnl"] {
  const tallies = done.map(({ report }) => report.tally);
  const byDay = new Float64Array(tallies[0]?.byDay.length ?? 0);
  for (const tally of tallies) tally.byDay.forEach((pnl, i) => byDay[i]! += pnl);
  return { firstDay: tallies[0]?.firstDay ?? 0, byDay };
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
