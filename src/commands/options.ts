/** Other options and arguments that several commands share: years, counts, memory and shards. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseSize } from "../backtest/budget.ts";
import { usageError } from "../base/errors.ts";
import { parseShard, type Shard } from "../base/shards.ts";
import { PATTERN_HELP } from "./selection.ts";
import { quotingHint } from "./slips.ts";

/** `[pattern] [start] [end]`: the assets and expiry years of a run. */
export function addRunArguments(command: Command): Command {
  return command
    .argument("[pattern]", PATTERN_HELP, ".")
    .argument("[start]", "first expiry year (default: the years the prices cover)", year)
    .argument("[end]", "last expiry year (default: START)", year);
}

/** The expiry years START and END (default: START); undefined when none was given. */
export function takeYears(start?: number, end?: number) {
  if (start === undefined) return undefined;
  const years = { from: start, to: end ?? start };
  if (years.from > years.to) {
    throw usageError(`Years out of order: ${years.from} is after ${years.to}`);
  }
  return years;
}

/** A four-digit year. */
export function year(text: string): number {
  if (!/^(19|2\d)\d\d$/.test(text)) {
    throw new InvalidArgumentError(`Give a year from 1900 to 2999.${quotingHint(text)}`);
  }
  return Number(text);
}

export function positive(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) {
    throw new InvalidArgumentError("Give a whole number from 1 to 999.");
  }
  return Number(text);
}

/** `--memory`. */
export function addMemoryOption(command: Command): Command {
  return command.option(
    "--memory <size>",
    "keep resident memory below this: 512MB, 1.5GiB (MB = 10^6, MiB = 2^20 bytes)",
    memory,
  );
}

/** `--shard`. */
export function shardOption(): Option {
  return new Option("--shard <i/n>", "only the Ith of N parts, the first is 0: for merge")
    .argParser(shard);
}

function shard(text: string): Shard {
  const found = parseShard(text);
  if (found === undefined) {
    throw new InvalidArgumentError("Give a part and their number, from 0/8 to 7/8.");
  }
  return found;
}

function memory(text: string): number {
  const bytes = parseSize(text);
  if (bytes === undefined) {
    throw new InvalidArgumentError("Give a size with a unit, like 512MB, 1.5GB or 1GiB.");
  }
  return bytes;
}
