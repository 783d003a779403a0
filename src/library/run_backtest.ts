/** A backtest for a program: the command's own options, parsed and run as the command does. */
import { CommanderError } from "commander";
import { join } from "node:path";
import { backtest } from "../backtest/backtest.ts";
import { warn } from "../backtest/summary.ts";
import { usageError } from "../base/errors.ts";
import { willWrite } from "../base/ledger.ts";
import { scratchFolder } from "../base/scratch.ts";
import {
  backtestCommand,
  type BacktestOptions as Parsed,
  takeRequest,
} from "../commands/backtest.ts";
import { takePricedInputs } from "../commands/input_options.ts";
import { takeYears } from "../commands/options.ts";
import { optionName } from "../commands/slips.ts";
import { warnOfProblems } from "../inputs/amt/problems.ts";
import { readColumns } from "./read_run.ts";
import type { Run } from "./run.ts";

/** What `straddle backtest` takes, under the names of its options. Missing = as there. */
export interface BacktestOptions {
  /** Searched in the Underlying; missing = every live asset. */
  readonly pattern?: string;
  /** Expiry years: one, or the first and the last; missing = those the prices cover. */
  readonly years?: number | readonly [from: number, to: number];
  readonly data?: string | readonly string[];
  readonly amt?: string;
  readonly chain?: string;
  readonly overrides?: string;
  readonly prices?: string | readonly string[];
  readonly priceZone?: string;
  readonly duplicates?: "last" | "missing" | "error";
  readonly priceOverrides?: "amt";
  readonly rules?: "reference" | "current";
  readonly volMarks?: "quoted" | "rolled";
  /** Changes of the asset table by name, as `{ entry: "N5" }`. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly allDays?: boolean;
  readonly greeks?: boolean;
  readonly attribution?: boolean;
  readonly hedge?: string;
  readonly costs?: "amt" | "none";
  readonly costFactor?: number;
  /** Basis points of what the hedge trades: of all, or by class or asset. */
  readonly hedgeCost?: number | Readonly<Record<string, number>>;
  readonly side?: "long" | "short";
  readonly workers?: number;
  /** A size with its unit, like `1GB`. */
  readonly memory?: string;
  /** Keep the run in this Parquet file. */
  readonly output?: string;
  /** Read only these columns of it. */
  readonly columns?: readonly string[];
}

/** The run, and a word on whatever the command would have warned of. */
export interface BacktestResult {
  readonly run: Run;
  readonly warnings: readonly string[];
}

/** Runs it. Throws exit-coded errors; `messages` is what was said meanwhile. */
export async function runBacktest(
  options: BacktestOptions,
  messages: readonly string[],
): Promise<BacktestResult> {
  const { output, columns, ...asked } = options;
  if (output !== undefined) willWrite(output);
  const path = output ?? join(scratchFolder(), "run.parquet");
  const { args, parsed } = await parse(wordsOf(asked));
  const [pattern, start, end] = args;
  const destination = { output: path, format: "parquet" as const, options: {} };
  const years = takeYears(start, end);
  const inputs = { ...await takePricedInputs(parsed), edits: parsed.set ?? [] };
  const settled = { pattern, years, inputs, destination, wantFacts: true };
  const request = await takeRequest(settled, parsed);
  const result = await backtest(request);
  warnOfProblems(result.amt, result.plan.assets, false, inputs.rules);
  warn(result, inputs);
  const run = await readColumns([path], columns);
  const warnings = messages.flatMap((line) => /^Warning: (.*)$/s.exec(line)?.slice(1) ?? []);
  return { run, warnings };
}

type Asked = Omit<BacktestOptions, "output" | "columns">;

/** The options as the command line has them. */
function wordsOf({ pattern = ".", years, ...options }: Asked): string[] {
  const named = Object.entries(options).flatMap(([name, value]) => {
    const flag = `--${optionName(name)}`;
    if (value === undefined || value === false) return [];
    if (value === true) return [flag];
    return valuesOf(name, value).map((word) => `${flag}=${word}`);
  });
  return [...named, "--", pattern, ...[years ?? []].flat().map(String)];
}

function valuesOf(name: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== "object" || value === null) return [String(value)];
  const word = (cell: unknown) => typeof cell === "string" ? cell : JSON.stringify(cell);
  const pairs = Object.entries(value).map(([key, cell]) => `${key}=${word(cell)}`);
  return name === "set" ? pairs : [pairs.join(",")];
}

/** What the command makes of its words. Throws its complaints as usage errors. */
async function parse(words: readonly string[]) {
  const command = backtestCommand().exitOverride().configureOutput({ outputError: () => {} })
    .action(() => {});
  try {
    await command.parseAsync(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw usageError(error.message.replace(/^error: /, "").replace(/^./, (c) => c.toUpperCase()));
  }
  return {
    args: command.processedArgs as [string, number | undefined, number | undefined],
    parsed: { ...command.opts<Parsed>(), progress: false },
  };
}
