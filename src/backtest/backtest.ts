/** The backtest: plan → pool → sorted output. */
import { join } from "node:path";
import { compilePattern, searching } from "../base/pattern.ts";
import type { YearSpan } from "../base/calendar.ts";
import { Board, NO_ASSET } from "./board.ts";
import { letSignalsIn } from "../base/cancel.ts";
import { type Budget, duckdbShare, makeBudget } from "./budget.ts";
import { EXIT, inputError, nothingError, StraddleError } from "../base/errors.ts";
import { listed } from "../inputs/paths.ts";
import { REFERENCE } from "../inputs/rules.ts";
import { costDoubts, requireKnownCosts } from "../inspect/cost_faults.ts";
import { judgeOverrides } from "../inspect/override_rows.ts";
import { refuseBroken, slipHint } from "../inputs/amt/problems.ts";
import { requireUnchanged, willRead } from "../base/ledger.ts";
import { findAssets, loadAmt } from "../loader.ts";
import type { Amt, Asset } from "../inputs/amt/asset_table.ts";
import { hashInputs, type Manifest } from "./manifest.ts";
import { loadFormat } from "../output/formats.ts";
import { type RunFacts, toMetadata } from "../runs/facts.ts";
import { chooseColumns } from "../output/choose_columns.ts";
import { createFolder } from "../output/folder_sink.ts";
import { ClosedPipe, createFile, openAppender } from "../output/sink.ts";
import { Stopped } from "./turn_writer.ts";
import { OutOfMemory } from "../base/out_of_memory.ts";
import { deal, makePlan, type Plan, type Task } from "./plan.ts";
import { WorkerPool } from "./pool.ts";
import type { Done } from "./protocol.ts";
import { backtestColumns } from "../engine/columns.ts";
import { addedColumns, PLAIN } from "../engine/switches.ts";
import { placeOf as placeOfShard, planOf, SHARD_KEY, type ShardPlace } from "./shard.ts";
import { makeFolderOf } from "../base/shards.ts";
import { Stopwatch } from "../base/stopwatch.ts";
import { patternHint } from "../base/suggest.ts";
import { mergeFaults, mergePnl, runFacts, sumCaches, writtenChunks } from "./merge.ts";
import { isPartFile, partsOf, type RunResult, sumParts } from "./partition.ts";
import type { BacktestRequest, BacktestResult } from "./request.ts";

/**
 * Runs a backtest and writes its table. Throws exit-coded errors; whatever happens, the output file
 * is absent, what it was before, or complete.
 */
export async function backtest(request: BacktestRequest): Promise<BacktestResult> {
  const { inputs, format: formatName, memoize, memory } = request;
  const { rules = REFERENCE } = inputs;
  const pattern = compilePattern(request.pattern);
  listed(inputs).forEach(willRead);
  const watch = new Stopwatch();
  watch.lap("start");
  const pool = new WorkerPool(
    {
      amt: inputs.amt,
      edits: inputs.edits ?? [],
      chain: inputs.chain,
      overrides: inputs.overrides,
      prices: inputs.prices,
      reading: inputs.reading,
      rules,
      // The caches grow with every month of every asset.
      memoize: memoize && memory === undefined,
      format: formatName,
      duckdbBytes: memory === undefined ? undefined : duckdbShare(memory, request.workers),
    },
    request.years === undefined ? request.pattern : undefined,
    firstWorkers(request),
  );
  try {
    const amt = loadAmt(inputs.amt, inputs.edits);
    const find = (live: boolean) =>
      searching(request.pattern, () => findAssets(amt, { pattern, live }));
    const assets = await find(true);
    refuseBroken(amt, assets, rules);
    const { switches = PLAIN, verbose } = request;
    requireKnownCosts(amt, switches);
    const doubts = [
      ...judgeOverrides(amt, assets, inputs.overrides),
      ...costDoubts(assets, switches, verbose),
    ];
    if (assets.length === 0) {
      throw nothingError(nothingMatches(amt, await find(false), request.pattern));
    }
    const years = request.years ?? await coveredYears(pool);
    await letSignalsIn();
    const whole = makePlan(amt, assets, years, request.allDays, rules);
    const place = request.shard && placeOfShard(whole, request.shard);
    const plan = place === undefined ? whole : planOf(whole, amt, place);
    // A worker that has nothing to do would only take time from the others.
    const workers = Math.min(request.workers, plan.tasks.length);
    const budget = memory === undefined ? undefined : makeBudget(memory, {
      workers: request.workers,
      straddles: plan.straddles,
      chunkRows: plan.chunkRows,
      addedColumns: addedColumns(request.switches ?? PLAIN).length,
      tableBytes: Deno.statSync(inputs.amt).size,
    });
    pool.grow(Math.min(workers, budget?.workers ?? workers));
    watch.lap("plan");
    let hashed: Promise<Manifest> | undefined;
    const manifest = () =>
      request.wantFacts ? hashed ??= hashInputs(inputs) : Promise.resolve(undefined);
    const planned = { amt, plan, place, years, budget, manifest };
    const result = request.partitionBy === undefined
      ? await run(request, pool, planned, watch)
      : await runParts(request, pool, planned, assets, watch);
    return { ...result, plan, years, amt, doubts };
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
  const years = await pool.years().catch((error) => {
    throw nameFailure(error, " while reading the years of the prices");
  });
  if (!years) throw inputError("Cannot tell the years: the price files hold no rows");
  return years;
}

/** What is settled before the workers begin. */
interface Planned {
  readonly amt: Amt;
  readonly plan: Plan;
  /** Which part of the run the plan is; undefined = all of it. */
  readonly place: ShardPlace | undefined;
  readonly years: YearSpan;
  /** Undefined = memory has no limit. */
  readonly budget: Budget | undefined;
  /** What the run is made of, if it is to tell; the inputs are read for it once. */
  readonly manifest: () => Promise<Manifest | undefined>;
  /** The file to write, where the output is a folder. */
  readonly file?: string;
}

/** Runs part after part with the same workers, each into a file of the output's folder. */
async function runParts(
  request: BacktestRequest,
  pool: WorkerPool,
  planned: Planned,
  assets: readonly Asset[],
  watch: Stopwatch,
): Promise<RunResult> {
  const { amt, years } = planned;
  const { allDays, inputs: { rules = REFERENCE } } = request;
  const folder = createFolder(request.output!, isPartFile);
  const results: RunResult[] = [];
  try {
    for (const part of partsOf(request.partitionBy!, amt, { assets, years })) {
      const plan = {
        ...makePlan(amt, part.assets, part.years, allDays, rules),
        // All files have the same columns: not every reader puts others together.
        hedges: planned.plan.hedges,
      };
      const file = join(folder.add(part.folder), `run.${request.format}`);
      results.push(await run(request, pool, { ...planned, plan, years: part.years, file }, watch));
    }
    folder.commit();
  } catch (error) {
    folder.discard();
    throw error;
  }
  return sumParts(results);
}

/** How often the disk is told to begin with what was written. */
const FLUSH_MS = 200;

async function run(
  request: BacktestRequest,
  pool: WorkerPool,
  { amt, plan, place, years, budget, manifest: hashed, file: part }: Planned,
  watch: Stopwatch,
): Promise<RunResult> {
  const { switches = PLAIN } = request;
  const columns = backtestColumns(plan.hedges, switches);
  const format = chooseColumns(await loadFormat(request.format), columns, request.options.columns);
  const path = part ?? request.output;
  if (place !== undefined) makeFolderOf(path!);
  const file = path === undefined ? undefined : createFile(path, part !== undefined);
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
      switches,
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
    const manifest = hashed();
    // Awaited last; until then its fault must not end the program.
    manifest.catch(() => {});
    done = await running.catch((error) => {
      throw nameFailure(error, failures[0]);
    }).finally(() => clearInterval(flushing));
    watch.lap("workers");
    const known = await manifest;
    // Before the end of what is streamed; a file is looked after by its commit.
    requireUnchanged();
    if (known) facts = runFacts(known, request, { amt, plan, years }, done);
    const footer = format.footer(columns, {
      chunks: writtenChunks(done, header.length),
      metadata: { ...(facts && toMetadata(facts)), ...(place && shardMetadata(place, request)) },
      terminal: request.options.terminal,
    });
    const appender = openAppender(file?.path, name);
    // Which the first task writes, if there is one.
    if (plan.tasks.length === 0) await appender.write(header);
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
    counts: done.flatMap(({ report }) => report.counts),
    failures: done.flatMap(({ report }) => report.failures),
    rows: done.reduce((rows, { report }) => rows + report.rows, 0),
    pnl: mergePnl(done.map(({ report }) => report.tally)),
    facts,
    faults: mergeFaults(done.flatMap(({ report }) => report.faults)),
    doubtful: [...new Set(done.flatMap(({ report }) => report.doubtful))].sort(),
    shiftedHours: done.flatMap(({ shiftedHours }) => shiftedHours),
    incompleteRows: done.reduce((sum, { incompleteRows }) => sum + incompleteRows, 0),
    caches: sumCaches(done.flatMap(({ caches }) => caches)),
    phases: [watch.phases, ...done.map(({ phases }) => phases)],
    closed,
  };
}

/** What a shard's file says of its place, for their merge. */
function shardMetadata(place: ShardPlace, { options: { columns } }: BacktestRequest) {
  return { [SHARD_KEY]: JSON.stringify({ ...place, ...(columns && { columns }) }) };
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
