/** `backtest --shard`, and `backtest merge`: a run on many machines. */
import { Command } from "commander";
import { usageError } from "../base/errors.ts";
import { isStandardOutput } from "../base/files.ts";
import { willWrite } from "../base/ledger.ts";
import { type Shard, shardPath } from "../base/shards.ts";
import { say } from "../base/terminal.ts";
import { counted, duration } from "../base/wording.ts";
import { type FormatName, formatOfName } from "../output/formats.ts";

interface ShardOptions {
  readonly shard?: Shard;
  readonly output?: string;
  readonly format?: FormatName;
  readonly report?: string;
  readonly book?: string;
  readonly partitionBy?: string;
}

/** The options with the shard's file as the output. Throws usage errors. */
export function takeShard<T extends ShardOptions>(options: T, shard: Shard): T {
  const { output, format = "parquet", report, book, partitionBy } = options;
  if (output === undefined || isStandardOutput(output)) {
    throw usageError("Name the folder of the shards: -o shards");
  }
  if (format !== "parquet") {
    throw usageError(`Cannot write a shard as ${format}: shards are Parquet; leave out --format`);
  }
  for (const [name, value] of Object.entries({ report, book, "partition-by": partitionBy })) {
    if (value === undefined) continue;
    throw usageError(`Cannot use --${name} with a shard: merge the run first`);
  }
  return { ...options, output: shardPath(output, shard, "parquet"), format };
}

export function mergeCommand(): Command {
  return new Command("merge")
    .summary("put the shards of a run together")
    .description(
      "Makes one Parquet file of all shards in a folder: the same bytes as without shards.",
    )
    .argument("<folder>", "where the shards are")
    .requiredOption("-o, --output <file>", "the Parquet file to write")
    .action(mergeAction);
}

async function mergeAction(folder: string, { output }: { readonly output: string }): Promise<void> {
  if (isStandardOutput(output) || formatOfName(output) !== "parquet") {
    throw usageError(`Cannot merge into "${output}": name a file that ends in .parquet`);
  }
  willWrite(output);
  const { mergeRun } = await import("../backtest/merge_shards.ts");
  const started = performance.now();
  const { shards, counts } = await mergeRun(folder, output);
  say(
    `${counted(counts.rows, "row")} of ${counted(counts.assets, "asset")} in ` +
      `${counted(shards, "shard")}, merged in ` +
      `${duration((performance.now() - started) / 1000)}: ${output}`,
  );
}
