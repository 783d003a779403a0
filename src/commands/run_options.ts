/** Options of the commands that look at a finished run. */
import { type Command, Option } from "commander";
import type { DayRule } from "../runs/analysis/daily.ts";
import { sayWithoutEffect } from "./slips.ts";

export interface RunOptions {
  readonly amt?: string;
  readonly days: DayRule["days"];
  readonly idle: DayRule["idle"];
  readonly theta: NonNullable<DayRule["theta"]>;
}

/** The days that figures are of. Says where `--theta` changes nothing. */
export function takeDayRule(options: RunOptions): DayRule {
  const { days, idle, theta } = options;
  const why = {
    calendar: "beside --days calendar, where each day has its own decay",
    weeks: "beside --days weeks: a week's sum has its weekend's decay",
  };
  if (theta === "spread") sayWithoutEffect(options, { theta: days !== "weekdays" && why[days] });
  return { days, idle, theta };
}

/** What a run may be. */
export const RUN_HELP =
  "a run: parquet, csv, tsv, json or ndjson; several files, patterns or folders";

/** `--amt`, `--days`, `--idle`, `--theta`. */
export function addRunOptions(command: Command): Command {
  return addDayOptions(command)
    .addOption(
      new Option(
        "--theta <rule>",
        "a weekend's time decay: on its Monday, or spread over the weekdays of that week",
      )
        .choices(["booked", "spread"]).default("booked"),
    );
}

/** `--amt`, `--days`, `--idle`. */
export function addDayOptions(command: Command): Command {
  return command
    .option("--amt <file>", "asset table, for classes and groups (a Parquet run knows its own)")
    .addOption(
      new Option(
        "--days <days>",
        "days of P&L: a weekend's goes to its Monday, or stays (ratios keep 252 days a year); or " +
          "sums of weeks, Saturday to Friday (52 a year)",
      )
        .choices(["weekdays", "calendar", "weeks"]).default("weekdays"),
    )
    .addOption(
      new Option(
        "--idle <rule>",
        "days on which nothing is held: a P&L of zero, or no part of ratios",
      )
        .choices(["zero", "skip"]).default("zero"),
    );
}
