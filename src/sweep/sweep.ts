/** A sweep: many variants of a run in one process, which reads its inputs and prices once. */
import { Board } from "../backtest/board.ts";
import { hashInputs } from "../backtest/manifest.ts";
import { PoolWorker } from "../backtest/pool.ts";
import { exists } from "../base/files.ts";
import { letSignalsIn, sayOnCancel } from "../base/cancel.ts";
import { inputError, nothingError, usageError } from "../base/errors.ts";
import { willRead } from "../base/ledger.ts";
import type { CacheStats } from "../base/memo.ts";
import type { Shard } from "../base/shards.ts";
import type { Phases } from "../base/stopwatch.ts";
import { compareText } from "../base/text.ts";
import { compilePattern } from "../base/pattern.ts";
import type { YearSpan } from "../base/calendar.ts";
import { grouped } from "../base/wording.ts";
import { type InputPaths, listed } from "../inputs/paths.ts";
import { refuseBroken } from "../inputs/amt/problems.ts";
import { editAmt, findAssets, loadAmt } from "../loader.ts";
import type { BlockCounts } from "./block.ts";
import { differenceOf, shardOf, type SweepIdentity } from "./identity.ts";
import { Journal } from "./journal.ts";
import type { Gathered, SweepAnswer, SweepQuestion } from "./protocol.ts";
import type { VariantResult } from "./result.ts";
import { costsOfSetup, grossKey, type Setup } from "./setup.ts";
import { checkVariants, type Grid, type Variant } from "./variants.ts";

export interface SweepRequest {
  readonly inputs: InputPaths;
  readonly pattern: string;
  /** Expiry years; absent = those the prices cover for the base. */
  readonly years: YearSpan | undefined;
  readonly base: Setup;
  readonly grid: Grid;
  readonly workers: number;
  /** Bytes that the process should stay below; undefined = no limit. */
  readonly memory: number | undefined;
}

/** A sweep whose variants are known to be runnable, and whose workers are warm. */
export interface ReadySweep {
  readonly identity: SweepIdentity;
  readonly variants: readonly Variant[];
  /** Assets of the base. */
  readonly assets: number;
  /** Gathers the prices; throws exit-3 errors. */
  gather(): Promise<Gathered>;
  /** Values variants and hands each result on as it comes. Call it after `gather`. */
  run(indices: readonly number[], watch: SweepWatch): Promise<SweepCounts>;
  close(): void;
}

export interface SweepWatch {
  readonly take: (result: VariantResult) => void;
  /** Called when the work begins, with what tells how many assets of variants are done. */
  readonly begin?: (board: Board) => void;
}

export interface SweepCounts extends BlockCounts {
  readonly caches: readonly CacheStats[];
  /** Where the time of each worker went. */
  readonly phases: readonly Phases[];
}

export const NO_COUNTS: SweepCounts = {
  ...{ summed: 0, reused: 0, valued: 0, shared: 0 },
  ...{ caches: [], phases: [] },
};

/** Runs of a block, and variants of a run: more share more, and take more memory. */
const BLOCK = 8, TWINS = 16;
/** Bytes that a run of a block takes: ten parts of 27 years by day, 115 bytes each. */
const VARIANT_BYTES = 12e6;
/** What a process takes that has its inputs and prices, beside the latter. */
const BASE_BYTES = 300e6, WORKER_BYTES = 100e6;

/** Looks at all of a sweep before anything runs. Throws exit-coded errors. */
export async function prepareSweep(request: SweepRequest): Promise<ReadySweep> {
  const { inputs, base, grid } = request;
  listed(inputs).forEach(willRead);
  const pattern = compilePattern(request.pattern);
  const warmUp = (yearsOf: string | undefined) => ({
    amt: inputs.amt,
    edits: [],
    chain: inputs.chain,
    overrides: inputs.overrides,
    prices: inputs.prices,
    reading: inputs.reading,
    rules: base.rules,
    memoize: true,
    format: "ndjson" as const,
    duckdbBytes: undefined,
    yearsOf,
  });
  const pool = [newWorker(warmUp(request.years === undefined ? request.pattern : undefined))];
  try {
    const amt = loadAmt(inputs.amt);
    const edited = editAmt(amt, base.edits);
    const assets = findAssets(edited, { pattern, live: true });
    if (assets.length === 0) {
      throw nothingError(`Nothing to value for "${request.pattern}": no live asset matches`);
    }
    refuseBroken(edited, assets, base.rules);
    const variants = checkVariants(grid, base, amt, pattern);
    await letSignalsIn();
    const ready = await pool[0]!.next();
    const years = request.years ?? (ready.kind === "ready" ? ready.years : undefined);
    if (!years) throw inputError("Cannot tell the years: the price files hold no rows");
    const manifest = await hashInputs(inputs);
    const identity: SweepIdentity = {
      ...manifest,
      pattern: request.pattern,
      years,
      reading: inputs.reading ?? {},
      base,
      names: grid.names,
      rows: grid.rows,
    };
    let gathered: Gathered | undefined;
    return {
      identity,
      variants,
      assets: new Set(assets.map(({ underlying }) => underlying)).size,
      async gather() {
        pool[0]!.post({
          kind: "gather",
          pattern: request.pattern,
          years,
          setups: variants.map(({ setup }) => setup),
        });
        const answer = await pool[0]!.next();
        if (answer.kind !== "gathered") throw new Error("Prices were not gathered");
        return gathered = answer;
      },
      async run(indices, watch) {
        const { prices } = gathered!;
        const size = blockSize(request, prices.values.byteLength);
        const board = Board.create(request.workers);
        const blocks = blocksOf(indices, variants, size, request.workers);
        while (pool.length < Math.min(request.workers, blocks.length)) {
          const worker = newWorker(warmUp(undefined));
          pool.push(worker);
          await worker.next();
        }
        watch.begin?.(board);
        const charged = variants.some(({ setup }) => costsOfSetup(setup) !== undefined);
        const begin = { pattern: request.pattern, years, prices, charged, board: board.buffer };
        return await runBlocks(pool, { kind: "begin", ...begin }, blocks, variants, watch);
      },
      close: () => pool.forEach((worker) => worker.terminate()),
    };
  } catch (error) {
    pool.forEach((worker) => worker.terminate());
    throw error;
  }
}

type SweepWorker = PoolWorker<SweepQuestion, SweepAnswer>;

function newWorker(warmUp: ConstructorParameters<typeof PoolWorker>[0]): SweepWorker {
  return new PoolWorker<SweepQuestion, SweepAnswer>(warmUp);
}

/**
 * Blocks of runs that have most in common, with all of their twins, as far as every worker has some:
 * `size` runs, and so many twins that results do not wait long.
 */
function blocksOf(
  indices: readonly number[],
  variants: readonly Variant[],
  size: number,
  workers: number,
): number[][] {
  const runs: { readonly key: string; readonly twins: number[] }[] = [];
  const open = new Map<string, number[]>();
  for (const index of indices) {
    const key = grossKey(variants[index]!.setup);
    let twins = open.get(key);
    if (twins === undefined || twins.length === TWINS) {
      open.set(key, twins = []);
      runs.push({ key, twins });
    }
    twins.push(index);
  }
  runs.sort((a, b) => compareText(a.key, b.key));
  const fair = Math.max(1, Math.min(size, Math.ceil(runs.length / workers)));
  const blocks: number[][] = [];
  for (let at = 0; at < runs.length; at += fair) {
    blocks.push(runs.slice(at, at + fair).flatMap(({ twins }) => twins));
  }
  return blocks;
}

/** Throws a usage error when memory is too small for the sweep. */
function blockSize({ memory, workers }: SweepRequest, priceBytes: number): number {
  if (memory === undefined) return BLOCK;
  const left = memory - BASE_BYTES - priceBytes - WORKER_BYTES * workers;
  const size = Math.floor(left / (VARIANT_BYTES * workers));
  if (size >= 1) return Math.min(BLOCK, size);
  const least = BASE_BYTES + priceBytes + (WORKER_BYTES + VARIANT_BYTES) * workers;
  throw usageError(
    `Cannot sweep within --memory ${Math.round(memory / 1e6)}MB: give at least ` +
      `${Math.ceil(least / 1e6)}MB, or fewer workers or assets`,
  );
}

/** About how many bytes the process takes at most. */
export function memoryOf(request: SweepRequest, { prices }: Gathered): number {
  const priceBytes = prices.values.byteLength;
  const each = WORKER_BYTES + VARIANT_BYTES * blockSize(request, priceBytes);
  return BASE_BYTES + priceBytes + request.workers * each;
}

/** Gives every worker a block whenever it has none. The first failure stops all, and is thrown. */
async function runBlocks(
  pool: readonly SweepWorker[],
  begin: Extract<SweepQuestion, { kind: "begin" }>,
  blocks: readonly (readonly number[])[],
  variants: readonly Variant[],
  { take }: SweepWatch,
): Promise<SweepCounts> {
  const board = new Board(begin.board);
  let next = 0;
  /** What each worker has told last. */
  const told: SweepCounts[] = pool.map(() => NO_COUNTS);
  const serve = async (worker: SweepWorker, position: number) => {
    worker.post(begin);
    await worker.next();
    while (next < blocks.length) {
      const block = blocks[next++]!;
      worker.post({
        kind: "block",
        variants: block.map((index) => ({ index, setup: variants[index]!.setup })),
      });
      const answer = await worker.next();
      if (answer.kind !== "block done") throw new Error("A block was not done");
      answer.results.forEach(take);
      told[position] = { ...answer.counts, caches: answer.caches, phases: [answer.phases] };
    }
  };
  let failure: unknown;
  await Promise.all(pool.map((worker, i) =>
    serve(worker, i).catch((error) => {
      failure ??= error;
      board.stop();
      next = blocks.length;
    })
  ));
  if (failure !== undefined) throw failure;
  const sum = (key: keyof BlockCounts) => told.reduce((n, counts) => n + counts[key], 0);
  return {
    summed: sum("summed"),
    reused: sum("reused"),
    valued: sum("valued"),
    shared: sum("shared"),
    caches: told.flatMap(({ caches }) => caches),
    phases: told.flatMap(({ phases }) => phases),
  };
}

/** Where a sweep's results are while it is unfinished: beside its file. */
export function journalPath(output: string): string {
  return `${output}.unfinished`;
}

/**
 * The results so far: of an unfinished sweep that is the same if `resume` has it, else none. Throws a
 * usage error when there is an unfinished one that nobody asks to go on with, or that is another.
 */
export function openJournal(path: string, identity: SweepIdentity, resume: boolean): Journal {
  if (!exists(path)) return Journal.create(path, identity);
  if (!resume) {
    throw usageError(
      `Cannot begin: "${path}" is an unfinished sweep; go on with --resume, or remove it`,
    );
  }
  const journal = Journal.open(path, true);
  const difference = differenceOf(journal.identity, identity);
  if (difference === undefined) return journal;
  journal.close();
  throw usageError(`Cannot go on with "${path}": it is of ${difference}; remove it to begin anew`);
}

/** Values what a journal does not hold yet of a shard, or of all, into it. */
export async function fillJournal(
  sweep: ReadySweep,
  journal: Journal,
  shard: Shard,
  begin: NonNullable<SweepWatch["begin"]>,
): Promise<SweepCounts> {
  const { first, end } = shardOf(sweep.variants.length, shard);
  const done = journal.done;
  const missing = Array.from({ length: end - first }, (_, i) => first + i)
    .filter((index) => !done.has(index));
  let kept = end - first - missing.length;
  sayOnCancel(() =>
    `Cancelled; ${grouped(kept)} of ${grouped(end - first)} variants are kept in ` +
    `"${journal.path}": go on with --resume`
  );
  const counts = await sweep.run(missing, {
    begin,
    take(result) {
      journal.add(result);
      kept++;
    },
  });
  await journal.sync();
  return counts;
}
