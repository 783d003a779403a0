/** Options of the commands that look at a finished run. */
import { type Command, Option } from "commander";
import type { DayRule } from "../runs/analysis/daily.ts";

export interface RunOptions {
  readonly amt?: string;
  readonly days: DayRule["days"];
  readonly idle: DayRule["idle"];
}

/** What a run may be. */
export const RUN_HELP =
  "a run: parquet, csv, tsv, json or ndjson; several files, patterns or folders";

/** `--amt`, `--days`, `--idle`; a page shows days only. */
export function addRunOptions(command: Command, weeks = false): Command {
  return command
    .option("--amt <file>", "asset table, for classes and groups (a Parquet run knows its own)")
    .addOption(
      new Option(
        "--days <days>",
        "days of P&L: a weekend's goes to its Monday, or stays (ratios keep 252 days a year)" +
          (weeks ? "; or sums of weeks, Saturday to Friday (52 a year)" : ""),
      )
        .choices(["weekdays", "calendar", ...(weeks ? ["weeks"] : [])]).default("weekdays"),
    )
    .addOption(
      new Option(
        "--idle <rule>",
        "days on which nothing is held: a P&L of zero, or no part of ratios",
      )
        .choices(["zero", "skip"]).default("zero"),
    );
}
