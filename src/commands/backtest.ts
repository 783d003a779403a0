/** `straddle backtest`: its options and its action. */
import { Command, Option } from "commander";
import { EXIT, usageError } from "../base/errors.ts";
import { isStandardOutput } from "../base/files.ts";
import type { Edit } from "../inputs/amt/edits.ts";
import type { InputOptions, InputPaths } from "../inputs/paths.ts";
import { say, warnOf } from "../base/terminal.ts";
import { counted } from "../base/wording.ts";
import type { BacktestRequest, BacktestResult } from "../backtest/request.ts";
import type { Destination } from "../output/destination.ts";
import type { Shard } from "../base/shards.ts";
import {
  addInputOptions,
  addRuleOptions,
  addSetOption,
  takePricedInputs,
} from "./input_options.ts";
import { addMemoryOption, addRunArguments, positive, shardOption, takeYears } from "./options.ts";
import { addOutputOptions, type OutputOptions, takeDestination } from "./output_options.ts";
import { takeAfterwards } from "./afterwards.ts";
import { addBookOptions, type BookOptions } from "./book_options.ts";
import { type PartitionKey, PARTITIONS } from "../backtest/partition_keys.ts";
import { mergeCommand, takeShard } from "./backtest_shards.ts";
import { addSwitchOptions, type SwitchOptions, takeSwitches } from "./switch_options.ts";
import type { ProjectOptions } from "./project.ts";
import { sayWithoutEffect } from "./slips.ts";

export interface BacktestOptions
  extends InputOptions, OutputOptions, SwitchOptions, ProjectOptions, BookOptions {
  readonly allDays?: boolean;
  readonly set?: readonly Edit[];
  readonly workers?: number;
  readonly memoize: boolean;
  readonly memory?: number;
  readonly cacheStats?: boolean;
  readonly timing?: boolean;
  readonly strict?: boolean;
  readonly report?: string;
  readonly partitionBy?: PartitionKey;
  readonly book?: string;
  readonly shard?: Shard;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly progress: boolean;
}

export function backtestCommand(): Command {
  const command = new Command("backtest")
    .description(
      "Values every straddle of the live assets whose Underlying the pattern finds, expiring in the " +
        "years START to END, and writes one table of daily values, deltas and P&L. Values and P&L " +
        "are shares of the strike, unweighted; vols are percent a year.",
    );
  addRuleOptions(addInputOptions(addRunArguments(command), true));
  addOutputOptions(command);
  addMemoryOption(command);
  addSwitchOptions(command);
  addSetOption(command);
  command
    .option("--all-days", "also the days without a value")
    .addOption(
      new Option("--partition-by <key>", "makes -o a folder: a file a year of expiry, class, asset")
        .choices(PARTITIONS),
    )
    .option("--report <file>", "also write a page of charts (as straddle report does)")
    .option("--book <file>", "also write a book of the run (as straddle book does)");
  addBookOptions(command, false);
  command
    .addOption(shardOption())
    .option("-j, --workers <n>", "number of workers (default: logical cores)", positive)
    .option("--no-memoize", "switch the memo caches off; the results stay the same")
    .option("--cache-stats", "print one line a cache, summed over the workers")
    .option("--timing", "print where the time went: a line a phase, a column a thread")
    .option("--strict", "exit 3 when a straddle fails or an asset has no value at all")
    .option("-v, --verbose", "name every asset's end states")
    .option("-q, --quiet", "no summary")
    .option("--no-progress", "no progress line on a terminal")
    .addHelpText(
      "after",
      `
Examples:
  straddle backtest                                 the sample data
  straddle backtest '^(KLP|MWH) Comdty' 2023 2025   two assets, three years
  straddle backtest . 2023 2025 -o run.parquet      everything, into Parquet
  straddle backtest . 2024 --report report.html     charts instead of the table
  straddle backtest '^KLP' 2024 -f csv --digits 6   CSV on standard output
  straddle backtest . -o run.parquet --memory 1GB   bounded memory
  straddle backtest . --attribution -o why.parquet  P&L of time, price and vol
  straddle backtest . --hedge weekly --costs amt    weekly hedge, net of costs
  straddle backtest . --weights risk --book b.csv   run and book at once
  straddle backtest . 2024 --shard 0/2 -o parts     on one machine of two
  straddle backtest . 2024 --shard 1/2 -o parts     on the other
  straddle backtest merge parts -o run.parquet      as if it were one

--memory bounds the whole process: workers, DuckDB, prices, rows that wait to be
written. Price files may be of any size. A size too small for the run is
refused, with the smallest that works.`,
    )
    .action(action);
  return command.addCommand(mergeCommand());
}

async function action(
  pattern: string,
  start: number | undefined,
  end: number | undefined,
  options: BacktestOptions,
): Promise<void> {
  const years = takeYears(start, end);
  sayWithoutEffect(options, {
    memoize: options.memory !== undefined && "beside --memory, which has no caches",
    verbose: options.quiet && "beside --quiet",
  });
  const { shard } = options;
  if (shard !== undefined) options = takeShard(options, shard);
  if (options.partitionBy !== undefined) options = takeFolder(options);
  const afterwards = await takeAfterwards(options);
  const destination = takeDestination({ ...options, ...afterwards }, "screen");
  const inputs = { ...await takePricedInputs(options), edits: options.set ?? [] };
  await afterwards?.settle(inputs);
  const { backtest } = await import("../backtest/backtest.ts");
  const { warnOfProblems } = await import("../inputs/amt/problems.ts");
  const { hasFailures, printCaches, printPhases, summarize, warn, withoutPrices } = await import(
    "../backtest/summary.ts"
  );
  const wantFacts = afterwards !== undefined;
  const request = await takeRequest({ pattern, years, inputs, destination, wantFacts }, options);
  const started = performance.now();
  if (shard) {
    const { isShardDone } = await import("../backtest/shard.ts");
    if (await isShardDone(request)) {
      if (!options.quiet) say(`Nothing to do: "${request.output}" is there already`);
      return;
    }
  }
  const result = await backtest(request);
  if (result.closed) return;
  if (shard && result.plan.tasks.length === 0) {
    if (options.quiet) return;
    return say(`Nothing falls to shard ${shard.index} of ${shard.of}; its file says so`);
  }
  if (!options.quiet) {
    warnOfProblems(result.amt, result.plan.assets, options.verbose ?? false, inputs.rules);
  }
  warn(result, inputs);
  const seconds = (performance.now() - started) / 1000;
  if (!options.quiet) {
    summarize(result, request, seconds);
    await sayNearSeries(result, inputs, withoutPrices(result));
  }
  if (result.rows > 0) await afterwards?.write(result.facts);
  else if (afterwards) {
    const what = options.book === undefined ? "report" : "book";
    say(`Warning: no ${what} was written: the run has no rows`);
  }
  if (options.cacheStats) printCaches(result.caches);
  if (options.timing) printPhases(result.phases);
  if (options.strict && hasFailures(result)) Deno.exitCode = EXIT.badInput;
}

/** The options of a run whose output is a folder, which has no ending to tell the format. */
function takeFolder({ output, format = "parquet", ...options }: BacktestOptions): BacktestOptions {
  if (output === undefined || isStandardOutput(output)) {
    throw usageError("Cannot write parts of a run without a folder: add -o DIR/");
  }
  if (format === "table") {
    throw usageError("Cannot write parts of a run as tables for eyes: leave out --format");
  }
  return { ...options, format, output: output.replace(/(?<=.)[/\\]+$/, "") };
}

/** What is settled before a request can be made. */
interface Settled extends Pick<BacktestRequest, "pattern" | "years" | "inputs" | "wantFacts"> {
  readonly destination: Destination;
}

/** What the options ask for beside that. A Parquet file has the run's facts even where nobody wants them. */
export async function takeRequest(
  { destination, wantFacts, ...settled }: Settled,
  options: BacktestOptions,
): Promise<BacktestRequest> {
  const { watchProgress } = await import("../backtest/progress.ts");
  return {
    ...destination,
    ...settled,
    partitionBy: options.partitionBy,
    allDays: options.allDays ?? false,
    switches: takeSwitches(options),
    workers: options.workers ?? navigator.hardwareConcurrency,
    memoize: options.memoize,
    wantFacts: destination.format === "parquet" || wantFacts,
    shard: options.shard,
    memory: options.memory,
    project: options.project || undefined,
    verbose: options.verbose ?? false,
    watch: options.progress && !options.quiet ? watchProgress : () => () => {},
  };
}

/** Looks whether the prices that assets lack are there under a name that is nearly the right one. */
async function sayNearSeries({ amt, plan }: BacktestResult, paths: InputPaths, names: string[]) {
  if (names.length === 0) return;
  const { loadInputs } = await import("../loader.ts");
  const { openPrices } = await import("../inputs/prices/database.ts");
  const { nearSeriesLines } = await import("../inspect/near_series.ts");
  const lines = await nearSeriesLines(
    loadInputs(amt, paths),
    await openPrices(paths.prices, undefined, paths.reading),
    names.map((name) => amt.byUnderlying.get(name)!),
    plan.months,
  );
  lines.slice(0, NAMED_SERIES).forEach(warnOf);
  if (lines.length > NAMED_SERIES) {
    warnOf(
      `${counted(lines.length - NAMED_SERIES, "more series", "more series")} (check names them)`,
    );
  }
}

const NAMED_SERIES = 5;
