/**
 * The benchmark: the experiments that the design this program descends from was judged by, and the
 * full run, beside what DuckDB needs to copy its rows; then three designs side by side on the same data.
 */
import { compilePattern } from "../../base/pattern.ts";
import { findAssets, loadAmt, loadInputs } from "../../loader.ts";
import process from "node:process";
import { backtest } from "../backtest.ts";
import type { BacktestRequest, BacktestResult } from "../request.ts";
import { copyRows } from "./copy.ts";
import { monthOf } from "../../base/calendar.ts";
import type { InputPaths } from "../../inputs/paths.ts";
import { makePlan } from "../plan.ts";
import { openPrices } from "../../inputs/prices/database.ts";
import { resolveAsset } from "../../engine/resolve.ts";
import { SeriesCollector } from "../../engine/series.ts";
import { RowBuffer } from "../../engine/row_buffer.ts";
import { monthsOfYears } from "../../schedules.ts";
import { AssetValuation } from "../../engine/valuation.ts";

/** A run to measure, and what the reference took for it (on 16 cores), if it is known. */
export interface Experiment {
  readonly name: string;
  readonly pattern: string;
  readonly from: number;
  readonly to: number;
  readonly referenceSeconds: number | undefined;
}

/** The first three as the reference measured them, the fourth as it extrapolated 20 years. */
export const EXPERIMENTS: readonly Experiment[] = [
  { name: "LA, 1 year", pattern: "^LA Comdty", from: 2025, to: 2025, referenceSeconds: 1.6 },
  { name: "LA, 6 years", pattern: "^LA Comdty", from: 2020, to: 2025, referenceSeconds: 5.1 },
  {
    name: "LA CL NG, 2 years",
    pattern: "^(LA|CL|NG) Comdty",
    from: 2024,
    to: 2025,
    referenceSeconds: 4.6,
  },
  { name: "everything, 20 years", pattern: ".", from: 2006, to: 2025, referenceSeconds: 36 * 60 },
  { name: "everything, 26 years", pattern: ".", from: 2001, to: 2026, referenceSeconds: undefined },
];

/** One measured line. */
export interface Measurement {
  readonly name: string;
  readonly straddles: number;
  readonly rows: number;
  /** Medians of the runs; CPU is that of all threads. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Largest resident memory of the process in its first such run; undefined = not measured. */
  readonly peakMiB: number | undefined;
  readonly referenceSeconds: number | undefined;
}

export interface BenchRequest {
  readonly inputs: InputPaths;
  readonly workers: number;
  readonly runs: number;
  /** An existing folder for the outputs, which are removed. */
  readonly folder: string;
  readonly tell: (measurement: Measurement) => Promise<void>;
}

/** The prices a bench needs if there are none: every series of the widest experiment. */
export function benchSeries(inputs: InputPaths): SeriesCollector {
  const series = new SeriesCollector();
  const tables = loadInputs(loadAmt(inputs.amt), inputs);
  for (const asset of findAssets(tables.amt, { pattern: /./, live: true })) {
    resolveAsset(tables, asset, monthsOfYears(2001, 2026), series);
  }
  return series;
}

/** Runs the experiments that match an asset, then the designs; tells each line as it is measured. */
export async function bench(request: BenchRequest): Promise<void> {
  const matching = matchingRuns(request.inputs);
  const full = matching.at(-1)!;
  // A process keeps some of what earlier runs used, so memory is measured once, of the widest run,
  // before all others but a small one that settles what making prices left behind.
  await runOnce(request, matching[0]!, true);
  const memory = watchMemory();
  await runOnce(request, full, true);
  const peakMiB = memory();
  for (const experiment of matching) {
    const measured = await measure(request, experiment, true);
    await request.tell(experiment === full ? { ...measured, peakMiB } : measured);
  }
  const plain = { ...full, name: "the same, --no-memoize", referenceSeconds: undefined };
  await request.tell(await measure(request, plain, false));
  await request.tell(await measureCopy(request, full));
  await request.tell(await measureReferenceStyle(request.inputs, full));
}

/** The experiments that match an asset. */
function matchingRuns(inputs: InputPaths): Experiment[] {
  const { amt } = loadInputs(loadAmt(inputs.amt), inputs);
  return EXPERIMENTS.filter(({ pattern }) =>
    findAssets(amt, { pattern: compilePattern(pattern), live: true }).length > 0
  );
}

/** The widest of them. */
export function fullRun(inputs: InputPaths): Experiment {
  return matchingRuns(inputs).at(-1)!;
}

async function measure(
  request: BenchRequest,
  experiment: Experiment,
  memoize: boolean,
): Promise<Measurement> {
  const { name, referenceSeconds } = experiment;
  const { result, ...times } = await timeRuns(
    request.runs,
    () => runOnce(request, experiment, memoize),
  );
  const { plan: { straddles }, rows } = result;
  return { name, straddles, rows, ...times, peakMiB: undefined, referenceSeconds };
}

/** What DuckDB alone needs to write the run's rows, from memory, into a file of the same kind. */
async function measureCopy(request: BenchRequest, full: Experiment): Promise<Measurement> {
  const run = runRequest(request, full, true);
  const { plan: { straddles }, rows } = await backtest(run);
  await using table = await copyRows(run.output!, request.workers);
  Deno.removeSync(run.output!);
  const { result: _, ...times } = await timeRuns(request.runs, () => table.copy(run.output!));
  Deno.removeSync(run.output!);
  const name = "DuckDB's COPY of these rows";
  return { name, straddles, rows, ...times, peakMiB: undefined, referenceSeconds: undefined };
}

/** Does something several times; gives the median seconds, those of all threads' CPUs, and the last result. */
export async function timeRuns<T>(runs: number, run: () => Promise<T>) {
  const seconds: number[] = [];
  const cpuSeconds: number[] = [];
  let result!: T;
  for (let n = 0; n < runs; n++) {
    const [started, before] = [performance.now(), process.cpuUsage()];
    result = await run();
    seconds.push((performance.now() - started) / 1000);
    const { user, system } = process.cpuUsage(before);
    cpuSeconds.push((user + system) / 1e6);
  }
  return { seconds: median(seconds), cpuSeconds: median(cpuSeconds), result };
}

/** One run of an experiment, its file removed. */
export async function runOnce(
  request: Omit<BenchRequest, "tell">,
  experiment: Experiment,
  memoize: boolean,
): Promise<BacktestResult> {
  const run = runRequest(request, experiment, memoize);
  const result = await backtest(run);
  Deno.removeSync(run.output!);
  return result;
}

/** The backtest that an experiment is, into a Parquet file in the bench's folder. */
export function runRequest(
  { inputs, workers, folder }: Omit<BenchRequest, "tell">,
  { pattern, from, to }: Experiment,
  memoize: boolean,
): BacktestRequest {
  return {
    inputs,
    pattern,
    years: { from, to },
    allDays: false,
    format: "parquet",
    options: {},
    output: `${folder}/run.parquet`,
    workers,
    memoize,
    wantFacts: true,
    memory: undefined,
    watch: () => () => {},
  };
}

/** How many straddles the reference's style is measured on: enough to see, few enough to wait for. */
const REFERENCE_SAMPLE = 300;

/** The reference's style: one DuckDB query a straddle, through the cached handle, one thread. */
async function measureReferenceStyle(paths: InputPaths, full: Experiment): Promise<Measurement> {
  const name = `one query a straddle (${REFERENCE_SAMPLE} of them)`;
  const { result, ...times } = await timeRuns(1, () => valueOneByOne(paths, full));
  return { name, ...result, ...times, peakMiB: undefined, referenceSeconds: undefined };
}

/** Values some straddles of a run, each with a query of its own and every look-up through the caches. */
export async function valueOneByOne(paths: InputPaths, { from, to }: Experiment) {
  const inputs = loadInputs(loadAmt(paths.amt), paths);
  const database = await openPrices(paths.prices, undefined, paths.reading);
  const assets = findAssets(inputs.amt, { pattern: /./, live: true });
  const plan = makePlan(inputs.amt, assets, { from, to }, false, inputs.rules);
  const buffer = new RowBuffer(10_000, plan.hedges.length, plan.maxCopies);
  const started = performance.now();
  let straddles = 0, rows = 0;
  for (let n = 0; straddles < REFERENCE_SAMPLE; n++) {
    const asset = assets[(n * 37) % assets.length]!;
    const month = monthOf(from + n % (to - from + 1), 1 + n % 12);
    const months = { first: month, last: month };
    const count = resolveAsset(inputs, asset, months, new SeriesCollector()).count;
    for (let i = 0; i < count && straddles < REFERENCE_SAMPLE; i++, straddles++) {
      const series = new SeriesCollector();
      const table = resolveAsset(inputs, asset, months, series);
      const prices = await database.load(series);
      new AssetValuation(table, prices, plan.hedges, false).value(i, buffer, () => "");
      rows += buffer.rows;
      buffer.reset();
    }
  }
  return { straddles, rows, seconds: (performance.now() - started) / 1000 };
}

/** Watches the process's memory; the result ends that and gives its peak in MiB. */
export function watchMemory(): () => number {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, Deno.memoryUsage().rss);
  };
  const timer = setInterval(look, 20);
  return () => {
    clearInterval(timer);
    look();
    return peak / 2 ** 20;
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
