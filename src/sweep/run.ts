/** A sweep from its first variant to its file, with what there is to say meanwhile and afterwards. */
import { exists, systemReason } from "../base/files.ts";
import { EXIT, ioError, usageError } from "../base/errors.ts";
import { willWrite, written } from "../base/ledger.ts";
import { makeFolderOf, type Shard, shardPath } from "../base/shards.ts";
import { watchBar } from "../base/progress_bar.ts";
import { say, warnOf } from "../base/terminal.ts";
import { counted, duration, grouped, yearSpan } from "../base/wording.ts";
import { progressWords } from "../backtest/progress.ts";
import { Stopwatch } from "../base/stopwatch.ts";
import { printCaches, printPhases, warnOfPrices } from "../backtest/summary.ts";
import { sumCaches } from "../backtest/merge.ts";
import { differenceOf, shardOf } from "./identity.ts";
import { Journal } from "./journal.ts";
import { ENDING } from "./merge.ts";
import {
  fillJournal,
  journalPath,
  NO_COUNTS,
  openJournal,
  type ReadySweep,
  type SweepCounts,
  type SweepRequest,
} from "./sweep.ts";
import { writeSweep } from "./write.ts";

export interface SweepOutput {
  readonly request: SweepRequest;
  /** The file, or the folder of shards. */
  readonly output: string;
  /** Undefined = all. */
  readonly shard: Shard | undefined;
  readonly resume: boolean;
  readonly quiet: boolean;
  readonly progress: boolean;
  readonly cacheStats: boolean;
  readonly timing: boolean;
}

/** Runs a sweep or a shard of it. Throws exit-coded errors; what is finished is kept. */
export async function runSweep(sweep: ReadySweep, options: SweepOutput): Promise<void> {
  const { shard, output } = options;
  const started = performance.now();
  const target = shard === undefined ? output : shardPath(output, shard, ENDING);
  if (shard !== undefined) makeFolderOf(target);
  if (isDone(sweep, target, options)) return;
  if (shard !== undefined) willWrite(target);
  // A scheduler starts a shard again without knowing how far it was.
  const resume = options.resume || shard !== undefined;
  const journal = openJournal(journalPath(target), sweep.identity, resume);
  let failed = 0;
  try {
    const before = journal.done.size;
    const part = shard ?? { index: 0, of: 1 };
    const { first, end } = shardOf(sweep.variants.length, part);
    const watch = new Stopwatch();
    watch.lap("start");
    const counts = await fill(sweep, journal, part, options);
    watch.lap("value");
    if (shard === undefined) {
      await writeSweep(target, sweep.identity, (index) => journal.read(index));
    }
    failed = countFailed(journal, first, end);
    journal.close();
    finish(journal.path, shard === undefined ? undefined : target);
    watch.lap("write");
    if (options.quiet) return;
    tell(end - first, before, counts, (performance.now() - started) / 1000, sweep);
    if (options.timing) printPhases([watch.phases, ...counts.phases]);
    if (options.cacheStats) printCaches(sumCaches(counts.caches));
  } catch (error) {
    try {
      journal.close();
    } catch {
      // Closed already.
    }
    throw error;
  } finally {
    if (failed > 0) {
      warnOf(`${counted(failed, "variant")} failed on the way; the column error says why`);
      if (failed === sweep.variants.length) Deno.exitCode = EXIT.nothing;
    }
  }
}

async function fill(
  sweep: ReadySweep,
  journal: Journal,
  shard: Shard,
  { request, progress }: SweepOutput,
): Promise<SweepCounts> {
  const { first, end } = shardOf(sweep.variants.length, shard);
  const missing = end - first - journal.done.size;
  if (missing <= 0) return NO_COUNTS;
  warnOfPrices(await sweep.gather(), request.inputs);
  let stop = () => {};
  try {
    return await fillJournal(sweep, journal, shard, (board) => {
      if (!progress) return;
      const all = missing * sweep.assets;
      const format = "{bar} {percentage}% | {done} of {all} variants | {left}";
      stop = watchBar(format, all, (seconds) => {
        const done = Math.min(all, board.straddles);
        const { left } = progressWords(done, all, seconds);
        const variants = grouped(Math.floor(done / sweep.assets));
        return { value: done, payload: { done: variants, all: grouped(missing), left } };
      });
    });
  } finally {
    stop();
  }
}

/** Whether a shard, or with `--resume` a sweep, is there already and the same. Throws when it is another. */
function isDone({ identity }: ReadySweep, target: string, options: SweepOutput): boolean {
  if (options.shard === undefined || !exists(target)) return false;
  const journal = Journal.open(target, false);
  journal.close();
  const difference = differenceOf(journal.identity, identity);
  if (difference !== undefined) {
    throw usageError(`Cannot write "${target}": it is there, and of ${difference}; remove it`);
  }
  if (!options.quiet) say(`Nothing to do: "${target}" is there already`);
  return true;
}

/** A finished shard gets its name; of a finished sweep the results are in its file. */
function finish(journal: string, shard: string | undefined): void {
  try {
    if (shard === undefined) Deno.removeSync(journal);
    else Deno.renameSync(journal, shard);
  } catch (error) {
    throw ioError(`Cannot write "${shard ?? journal}": ${systemReason(error)}`);
  }
  if (shard !== undefined) written(shard);
}

function countFailed(journal: Journal, first: number, end: number): number {
  let failed = 0;
  for (let i = first; i < end; i++) if (journal.failed(i)) failed++;
  return failed;
}

function tell(
  variants: number,
  before: number,
  { summed, reused, valued, shared }: SweepCounts,
  seconds: number,
  { assets, identity: { years } }: ReadySweep,
): void {
  const made = variants - before;
  const rate = made === 0 ? "" : ` (${(seconds / made).toFixed(2)} s a variant)`;
  const old = before === 0 ? "" : `, ${grouped(before)} of them made before`;
  say(
    `${counted(variants, "variant")} of ${counted(assets, "asset")}, ${yearSpan(years)}, in ` +
      `${duration(seconds)}${rate}${old}`,
  );
  const share = (part: number, rest: number) => `${Math.round(100 * part / (part + rest))} %`;
  if (reused > 0) {
    say(
      `  ${grouped(summed)} assets summed, ${grouped(reused)} (${
        share(reused, summed)
      }) were alike ` +
        "in another variant",
    );
  }
  if (shared > 0) {
    say(
      `  ${grouped(valued)} straddles valued, ${grouped(shared)} (${
        share(shared, valued)
      }) had been ` +
        "for another variant or component",
    );
  }
}
