/**
 * `straddle` as a library: backtests and their runs as typed arrays, for programs and notebooks.
 *
 * Nothing is printed and the process never ends: what goes wrong is thrown, as a
 * {@link StraddleError} where a user can mend it. Values are those of the command, to the last bit.
 *
 * ```ts
 * import { backtest } from "@straddle/straddle";
 *
 * const { run } = await backtest({ pattern: "^KLP Comdty", years: [2023, 2025] });
 * console.log(run.rows, run.numbers("pnl").filter((x) => x === x).reduce((a, b) => a + b, 0));
 * ```
 *
 * It needs the permissions of deno.json's task `straddle`, and its imports (`--config deno.json`).
 *
 * @module
 */
import { call } from "./src/library/call.ts";
import type { BacktestOptions, BacktestResult } from "./src/library/run_backtest.ts";
import type { Run } from "./src/library/run.ts";

export { StraddleError } from "./src/base/errors.ts";
export { formatDay, NO_DAY } from "./src/base/calendar.ts";
export type { Run, TextColumn } from "./src/library/run.ts";
export type { BacktestOptions, BacktestResult } from "./src/library/run_backtest.ts";
export type { RunFacts } from "./src/runs/facts.ts";

/** What of a run to read. */
export interface ReadOptions {
  /** Only these columns; missing = all. */
  readonly columns?: readonly string[];
}

/**
 * Values every straddle of the matching live assets, with workers, as `straddle backtest` does. Calls
 * take turns. Throws a {@link StraddleError}: exit code 1 nothing matches, 2 the options cannot be, 3
 * an input is wrong, 4 a file cannot be read or written or memory does not suffice.
 */
export function backtest(options: BacktestOptions = {}): Promise<BacktestResult> {
  return call(async (messages) => {
    const { runBacktest } = await import("./src/library/run_backtest.ts");
    return await runBacktest(options, messages);
  });
}

/**
 * Reads a run, or a book, in any of its formats: a file, or several that are one run, patterns and
 * folders too. Throws a {@link StraddleError}: exit code 2 no such column, 3 it is no run, 4 it cannot
 * be opened.
 */
export function readRun(
  path: string | readonly string[],
  { columns }: ReadOptions = {},
): Promise<Run> {
  return call(async () => {
    const { readColumns } = await import("./src/library/read_run.ts");
    return await readColumns([path].flat(), columns);
  });
}
