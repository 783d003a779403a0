/** Options of the commands that look at a finished run. */
import { type Command, Option } from "commander";
import { usageError } from "../errors.ts";
import { isSameFile } from "../files.ts";
import type { DayRule } from "../analysis/daily.ts";

export interface RunOptions {
  readonly amt?: string;
  readonly days: DayRule;
}

/** `--amt`, `--days`. */
export function addRunOptions(command: Command): Command {
  return command
    .option("--amt <file>", "asset table, for classes and groups (a Parquet run knows its own)")
    .addOption(
      new Option(
        "--days <days>",
        "days of P&L: a weekend's goes to its Monday, or stays (ratios keep 252 days a year)",
      )
        .choices(["weekdays", "calendar"]).default("weekdays"),
    );
}

/** Throws a usage error when the output would replace what it is made of. */
export function refuseOverwriting(
  output: string | undefined,
  inputs: readonly (string | undefined)[],
): void {
  if (output === undefined || output === "-") return;
  if (output === "") throw usageError('Cannot write to "": name a file, or - for standard output');
  const same = inputs.find((input) => input !== undefined && isSameFile(input, output));
  if (same !== undefined) {
    throw usageError(`Cannot write into "${output}": it is "${same}", which is read; name another`);
  }
}
