/** `straddle sweep`: many variants of a run, and a look at what came of them. */
import { Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "../base/errors.ts";
import { isStandardOutput } from "../base/files.ts";
import { say, warnOf } from "../base/terminal.ts";
import { counted, duration, grouped } from "../base/wording.ts";
import type { Policy } from "../engine/hedging/policy.ts";
import type { CostChoice } from "../engine/costs.ts";
import { SWEEP_FIGURES } from "../sweep/net_figures.ts";
import type { Edit } from "../inputs/amt/edits.ts";
import type { InputOptions } from "../inputs/paths.ts";
import type { Shard } from "../base/shards.ts";
import type { Setup } from "../sweep/setup.ts";
import {
  addInputOptions,
  addRuleOptions,
  addSetOption,
  inputWords,
  takePricedInputs,
  takeRules,
} from "./input_options.ts";
import { addMemoryOption, addRunArguments, positive, shardOption, takeYears } from "./options.ts";
import {
  addDataOption,
  addOutputOptions,
  type OutputOptions,
  takeDestination,
  takeOutput,
} from "./output_options.ts";
import { addOverfitCommands } from "./sweep_overfit.ts";
import { type Scheduler, SCHEDULERS } from "../sweep/deploy/deployment.ts";
import type { ProjectOptions } from "./project.ts";
import { noteOptions } from "./given_words.ts";
import { addCostOptions, addHedgeOption, sideOption } from "./switch_options.ts";

interface SweepOptions extends InputOptions, ProjectOptions, CostChoice {
  readonly vary?: readonly string[];
  readonly variants?: string;
  readonly output?: string;
  readonly set?: readonly Edit[];
  readonly hedge?: Policy;
  readonly workers?: number;
  readonly memory?: number;
  readonly estimate?: boolean;
  readonly print?: Scheduler;
  readonly shards?: number;
  readonly resume?: boolean;
  readonly shard?: Shard;
  readonly cacheStats?: boolean;
  readonly timing?: boolean;
  readonly quiet?: boolean;
  readonly progress: boolean;
}

export function sweepCommand(): Command {
  const command = new Command("sweep")
    .description(
      "Runs many variants of a backtest in one process, which reads its inputs and prices once, and " +
        "writes the figures of each, by asset, class and whole, and its daily P&L into one Parquet " +
        "file. Each variant's figures are those of the same backtest made alone, to the last bit.",
    )
    .option(
      "--vary <name=values>",
      "what varies, and its values: entry=N0,N5,F10; repeated, all combinations run",
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option("--variants <file>", "the variants as a CSV file: names first, then a row a variant")
    .option("-o, --output <file>", "the Parquet file to write; with --shard its folder");
  addSetOption(addHedgeOption(addRuleOptions(addInputOptions(addRunArguments(command), true))));
  addCostOptions(command).addOption(sideOption());
  addMemoryOption(command);
  command
    .option("--estimate", "only say how many variants, how long and how much memory")
    .option("--resume", "go on with a sweep that was cancelled or failed")
    .addOption(shardOption())
    .addOption(
      new Option("--print <scheduler>", "only print what runs all of it there, and merges it")
        .choices(SCHEDULERS),
    )
    .option("--shards <n>", "with --print: in so many parts (default: of a minute each)", shards)
    .option("-j, --workers <n>", "number of workers (default: logical cores)", positive)
    .option("--cache-stats", "print one line a cache, summed over the workers")
    .option("--timing", "print where the time went: a line a phase, a column a thread")
    .option("-q, --quiet", "no summary")
    .option("--no-progress", "no progress line on a terminal");
  const words = noteOptions(command);
  command.action((pattern, start, end, options: SweepOptions) =>
    action(pattern, start, end, options, () => words(ELSEWHERE))
  );
  const add = (name: string, summary: string, description: string) =>
    command.command(name).summary(summary).description(description);
  const best = add(
    "best",
    "the variants with the best figure",
    "Lists the variants of a sweep, those with the best figure first, and says how much of it may be " +
      "luck.",
  ).argument("<sweep>", "a file that straddle sweep wrote")
    .addOption(
      new Option(
        "--by <figure>",
        "the figure; dsr is the deflated Sharpe ratio (default: sharpe, net_sharpe with costs)",
      )
        .choices([...SWEEP_FIGURES.map(({ column }) => column), "dsr"]),
    )
    .option("-n, --top <n>", "so many of them", positive, 10);
  addOutputOptions(best).action(bestAction);
  const show = add(
    "show",
    "the backtest command that makes a variant",
    "Prints the backtest command whose run a variant's figures are of. A sweep does not tell where " +
      "its inputs lie: options that name them are passed on.",
  ).argument("<sweep>", "a file that straddle sweep wrote")
    .argument("<id>", "the variant's number", id);
  addDataOption(addInputOptions(show, true)).action(showAction);
  add(
    "merge",
    "put the shards of a sweep together",
    "Makes one file of all shards in a folder: the same bytes as without shards.",
  ).argument("<folder>", "where the shards are")
    .requiredOption("-o, --output <file>", "the Parquet file to write")
    .action(mergeAction);
  addOverfitCommands(command);
  return command.addHelpText(
    "after",
    `
What may vary: entry (N0, F10, or days like -5), expiry (F3, BD10, W2), weight
(a percent), options (a schedule's name), amt:PATH (any value of the asset
table), rules, vol-marks, hedge, costs, cost-factor, hedge-cost, side. Of a
backtest, --set has the first five. Where any variant asks for costs or a side,
all have net figures.

Examples:
  straddle sweep --vary entry=N0,N5,F10 --vary expiry=F2,F3 -o sweep.parquet
  straddle sweep . 2024 --vary entry=-5,-3,+5 -o days.parquet --estimate
  straddle sweep '^KLP' --vary hedge=daily,weekly --costs amt -o hedges.parquet
  straddle sweep best sweep.parquet            those with the best Sharpe ratio
  straddle sweep best hedges.parquet --by net_sharpe
  straddle sweep overfit sweep.parquet         whether the best is luck
  straddle sweep report sweep.parquet -o sweep.html       all of it on a page
  straddle sweep show sweep.parquet 3          how to make the third alone
  straddle sweep . 2024 --vary entry=N0,N5 --shard 0/2 -o shards
  straddle sweep . 2024 --vary entry=N0,N5 --shard 1/2 -o shards
  straddle sweep merge shards -o sweep.parquet
  straddle sweep --vary entry=N0,N5 -o sweep.parquet --print slurm

Retry after exit 4, 130, 137 and 143 with the same command, and with --resume
where there is no --shard; never after 1, 2, 3 and 70.`,
  );
}

/** The words, and those that name a project file that was found: elsewhere it might be left aside. */
async function withProject(words: string[], { project }: SweepOptions): Promise<string[]> {
  if (!project || words.includes("--project")) return words;
  const { relative } = await import("node:path");
  const { findProject } = await import("../inputs/project/find.ts");
  const found = findProject(Deno.cwd());
  return found === undefined ? words : [...words, "--project", relative(Deno.cwd(), found.path)];
}

/** Options that say where a sweep runs and what it writes, not what it is of. */
const ELSEWHERE = new Set([
  ...[
    "print",
    "shards",
    "estimate",
    "resume",
    "output",
    "workers",
    "cache-stats",
    "timing",
    "no-progress",
  ],
]);

function shards(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) {
    throw new InvalidArgumentError("Give a whole number from 1 to 99999.");
  }
  return Number(text);
}

function id(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError("Give a variant's number.");
  return Number(text);
}

async function action(
  pattern: string,
  start: number | undefined,
  end: number | undefined,
  options: SweepOptions,
  words: () => string[],
): Promise<void> {
  const years = takeYears(start, end);
  requireOne(options);
  const { vary, variants: file, shard = { index: 0, of: 1 } } = options;
  if ((vary === undefined) === (file === undefined)) {
    throw usageError("Say what varies: either --vary NAME=v1,v2 or --variants FILE.csv");
  }
  const output = outputOf(options);
  const { productOf, readVariants } = await import("../sweep/variants.ts");
  const grid = vary === undefined ? readVariants(file!) : productOf(vary);
  const inputs = await takePricedInputs(options);
  const { prepareSweep } = await import("../sweep/sweep.ts");
  const request = {
    inputs,
    pattern,
    years,
    base: baseOf(options),
    grid,
    workers: options.workers ?? navigator.hardwareConcurrency,
    memory: options.memory,
  };
  const sweep = await prepareSweep(request);
  try {
    if (options.estimate) {
      const { estimate } = await import("../sweep/estimate.ts");
      return (await estimate(sweep, request)).forEach(say);
    }
    if (options.print) {
      const { printDeployment } = await import("../sweep/deploy/print.ts");
      const { writeText } = await import("../output/write_text.ts");
      const { text, note } = await printDeployment(sweep, request, {
        scheduler: options.print,
        shards: options.shards,
        output: output!,
        positional: [pattern, ...[start, end].flatMap((year) => year?.toString() ?? [])],
        options: await withProject(words(), options),
      });
      await writeText(text, undefined);
      return say(note);
    }
    const { runSweep } = await import("../sweep/run.ts");
    await runSweep(sweep, {
      request,
      output: output!,
      shard: options.shard && shard,
      resume: options.resume ?? false,
      quiet: options.quiet ?? false,
      progress: options.progress && !options.quiet,
      cacheStats: options.cacheStats ?? false,
      timing: options.timing ?? false,
    });
  } finally {
    sweep.close();
  }
}

/** Throws a usage error for options that ask for different things. */
function requireOne({ print, shards, estimate, shard }: SweepOptions): void {
  if (shards !== undefined && print === undefined) {
    throw usageError(
      `Cannot use --shards ${shards} without --print (a part itself is --shard I/N)`,
    );
  }
  if (print === undefined || !estimate && shard === undefined) return;
  throw usageError(`Cannot use --print beside --${estimate ? "estimate" : "shard"}: leave one out`);
}

/** The run that variants change something of. */
function baseOf(options: SweepOptions): Setup {
  const { set = [], hedge, costs, costFactor, hedgeCost, side } = options;
  const choice = {
    ...costs === undefined ? {} : { costs },
    ...costFactor === undefined ? {} : { costFactor },
    ...hedgeCost === undefined ? {} : { hedgeCost },
    ...side === undefined ? {} : { side },
  };
  const base = { edits: set, rules: takeRules(options), hedge };
  return Object.keys(choice).length === 0 ? base : { ...base, costs: choice };
}

/** Where the sweep goes; undefined = nowhere, which only an estimate can do with. */
function outputOf({ output, estimate, shard }: SweepOptions): string | undefined {
  if (output === undefined && estimate) return undefined;
  if (output === undefined || isStandardOutput(output)) {
    throw usageError("Name the file to write: -o sweep.parquet");
  }
  if (shard !== undefined) return output;
  if (!output.endsWith(".parquet")) {
    throw usageError(`Cannot write a sweep into "${output}": name a file that ends in .parquet`);
  }
  return takeOutput(output);
}

async function bestAction(
  path: string,
  options: OutputOptions & { readonly by?: string; readonly top: number },
): Promise<void> {
  const destination = takeDestination(options, "all");
  const { openSweep } = await import("../sweep/read.ts");
  const { bestRows } = await import("../sweep/best.ts");
  const { judge, judgedBy } = await import("../sweep/overfitting/judge.ts");
  const { luckLine } = await import("../sweep/overfitting/tables.ts");
  const { writeTable } = await import("../output/write_table.ts");
  const sweep = await openSweep(path);
  const judgement = judge(sweep);
  const { by = judgedBy(sweep).sharpe, top } = options;
  const forEyes = destination.format === "table" && destination.options.digits === undefined;
  const { columns, rows } = bestRows(sweep, judgement, { by, top, forEyes });
  await writeTable(columns, destination, () => rows);
  const line = luckLine(judgement);
  if (line !== undefined && destination.output === undefined) say(line);
}

type ShowOptions = InputOptions & { readonly format: "text" | "json" };

async function showAction(path: string, number: number, options: ShowOptions): Promise<void> {
  const { openSweep } = await import("../sweep/read.ts");
  const { commandOf } = await import("../sweep/best.ts");
  const { writeJson, writeText } = await import("../output/write_text.ts");
  const words = inputWords({ ...options, ...UNREAD });
  const command = commandOf(await openSweep(path), number, words);
  if (options.format === "json") await writeJson({ variant: number, command }, undefined);
  else await writeText(`${command}\n`, undefined);
}

/** What a sweep itself tells of how its prices are read. */
const UNREAD = {
  priceZone: undefined,
  duplicates: undefined,
  priceOverrides: undefined,
} as unknown as InputOptions;

async function mergeAction(folder: string, options: { readonly output: string }): Promise<void> {
  const output = outputOf(options as unknown as SweepOptions)!;
  const { mergeShards } = await import("../sweep/merge.ts");
  const started = performance.now();
  const { shards, variants, failed } = await mergeShards(folder, output);
  if (failed > 0) warnOf(`${counted(failed, "variant")} failed; the column error says why`);
  say(
    `${counted(variants, "variant")} of ${counted(shards, "shard")} in ` +
      `${duration((performance.now() - started) / 1000)}: ${grouped(output)}`,
  );
}
