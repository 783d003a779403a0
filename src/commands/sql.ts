/** `straddle sql`: questions about a finished run in SQL. */
import { Command } from "commander";
import { usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { addOutputOptions, type OutputOptions, takeDestination } from "./output_options.ts";
import { addDayOptions, type RunOptions } from "./run_options.ts";

type Options = OutputOptions & Omit<RunOptions, "theta">;

export function sqlCommand(): Command {
  const command = new Command("sql")
    .description(
      "Runs one SQL query that only reads, over the views rows (the run as it is), daily (weighted " +
        "sums by asset and day), straddles and assets. DESCRIBE daily, and docs/sql.md, have their " +
        "columns. Numbers that cannot be shown exactly come as text.",
    )
    .usage("[options] <run...> <query>")
    .argument(
      "<words...>",
      "a run: parquet, csv, tsv, json or ndjson; several files, patterns or folders; " +
        "then the query: SELECT, WITH, DESCRIBE, SUMMARIZE …",
    );
  addDayOptions(command);
  return addOutputOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  straddle sql run.parquet 'SELECT count(*) FROM straddles'
  straddle sql run.parquet 'SELECT day, sum(pnl) AS pnl FROM daily GROUP BY day'
  straddle sql run.parquet 'FROM assets' -o assets.csv
  straddle sql run.parquet 'DESCRIBE rows'`,
    )
    .action(action);
}

async function action(words: readonly string[], options: Options): Promise<void> {
  const destination = takeDestination(options);
  const names = words.slice(0, -1), query = words.at(-1)!;
  if (names.length === 0 || exists(query)) {
    throw usageError("Name a run, then a query: straddle sql run.parquet 'SELECT * FROM daily'");
  }
  const { askRun } = await import("./sql/ask_run.ts");
  const { writeTable } = await import("../output/write_table.ts");
  const { days, idle, amt } = options;
  const { columns, rows } = await askRun(names, query, amt, { days, idle });
  await writeTable(columns, destination, rows);
}
